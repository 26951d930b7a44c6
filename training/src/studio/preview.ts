import { join } from 'node:path';
import { NativeModel } from '@tonewright/addon';
import { type Preset, writePreset } from '@tonewright/presets';
import { atomicWrite } from '../io/atomicWrite.js';
import { playPair } from '../model/evaluate.js';
import { loudestWindow } from '../report/analysis.js';
import { spectrogramUri } from '../report/spectrogram.js';
import type { AlignedPair } from '../trainer/dataset.js';
import type { BestSoFar } from '../trainer/train.js';
import type { JobPreview } from './api.js';

/** As in reports: a few periods of a low string. */
const waveSeconds = 0.012;
/** A preview may take this share of the time. */
const share = 0.15;

/**
 * What a training has learnt so far: `best.json`, a preset to hear, and `preview.json`, what it makes of the part that is
 * kept from training. One at a time, the newest; what comes meanwhile waits, so that the training is not held up.
 */
export class Previews {
  private next?: BestSoFar;
  private isOver = false;
  private working?: Promise<void>;
  private readonly waveStart: number;
  private readonly target: string;

  constructor(
    private readonly folder: string,
    private readonly kept: AlignedPair,
    private readonly presetOf: (best: BestSoFar) => Promise<Preset>,
    private readonly told: (epoch: number) => void,
  ) {
    const { wet, sampleRate } = kept;
    this.waveStart = loudestWindow(wet, 0, wet.length, Math.round(waveSeconds * sampleRate));
    this.target = spectrogramUri(wet, sampleRate);
  }

  offer(best: BestSoFar): void {
    this.next = best;
    this.working ??= this.work();
  }

  /** The last one, of what the training has reached: what it makes of the part. What waits is dropped. */
  async finish(best: BestSoFar): Promise<Float32Array> {
    this.isOver = true;
    await this.working;
    return this.make(best);
  }

  private async work(): Promise<void> {
    while (this.next && !this.isOver) {
      const best = this.next;
      this.next = undefined;
      const begun = performance.now();
      await this.make(best).catch(() => undefined); // The training goes on without it: a full disk is told by its checkpoints.
      const rest = (performance.now() - begun) * (1 / share - 1);
      for (const end = performance.now() + rest; performance.now() < end && !this.isOver; )
        await new Promise((done) => setTimeout(done, Math.min(100, rest)));
    }
    this.working = undefined;
  }

  private async make(best: BestSoFar): Promise<Float32Array> {
    const { wet, sampleRate } = this.kept;
    const preset = await this.presetOf(best);
    const output = await playPair(NativeModel.create(preset.spec, preset.weights), this.kept);
    const end = this.waveStart + Math.round(waveSeconds * sampleRate);
    const wave = (samples: Float32Array) =>
      Array.from(samples.subarray(this.waveStart, end), (value) => Number(value.toFixed(5)));
    const preview: JobPreview = {
      epoch: best.epoch,
      validationEsr: best.validationEsr,
      sampleRate,
      seconds: wet.length / sampleRate,
      waveSeconds: this.waveStart / sampleRate,
      wave: { target: wave(wet), preset: wave(output) },
      spectrogram: {
        target: this.target,
        preset: spectrogramUri(output, sampleRate),
        difference: spectrogramUri(
          wet.map((value, n) => value - output[n]),
          sampleRate,
        ),
      },
    };
    await atomicWrite(join(this.folder, 'best.json'), writePreset(preset));
    await atomicWrite(join(this.folder, 'preview.json'), JSON.stringify(preview));
    this.told(best.epoch);
    return output;
  }
}
