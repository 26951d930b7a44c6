import type { NativeModel, TrainingProgress } from '@tonewright/addon';
import { type Preset, weightCount } from '@tonewright/presets';
import { evaluateModel } from '../model/evaluate.js';
import type { ReportData } from '../report/report.js';
import { writeReport } from '../report/report.js';
import type { AlignedPair } from './dataset.js';
import { storedTraining } from './preset.js';

/** Writes the report of a preset: how it was trained (by `command`), and how near it comes to `pair`. */
export async function reportPreset(
  path: string,
  preset: Preset,
  model: NativeModel,
  pair: AlignedPair,
  history: TrainingProgress[],
  command = `tonewright train --input <dry> --target <wet> --out <preset> ${storedTraining(preset)?.flags.join(' ') ?? ''}`,
): Promise<void> {
  const { evaluation, output } = await evaluateModel(model, pair);
  const stored = storedTraining(preset);
  const fact = (label: string, value: string | number) => ({ label, value: String(value) });
  const data: ReportData = {
    title: preset.metadata.name ?? path,
    subtitle: [stored?.arch, `${weightCount(preset.spec)} weights`, `${preset.spec.sampleRate} Hz`]
      .filter(Boolean)
      .join(', '),
    facts: [
      fact('Cost', `${model.info.macsPerSample} multiply-adds per sample`),
      fact('Measured on', pair.name),
      ...(stored
        ? [
            fact('Training', `${stored.epochs} epochs in ${stored.seconds.toFixed(1)} s`),
            fact('Delay', `${stored.delaySamples.toFixed(2)} samples; target moved earlier by ${stored.shiftSamples}`),
          ]
        : []),
    ],
    curve: history,
    bestEpoch: stored?.bestEpoch,
    evaluation,
    audio: { sampleRate: pair.sampleRate, dry: pair.dry, target: pair.wet, output },
    renderModel: (input) => model.process(input, pair.controls),
    command,
  };
  await writeReport(path, data);
}
