import { NativeModel } from '@tonewright/addon';
import type { Control, Metadata, ModelSpec, Preset } from '@tonewright/presets';
import { synthesiseGuitar } from '../audio/guitar.js';
import { seededRandom } from '../audio/random.js';
import { integratedLoudness } from '../metrics/loudness.js';

const selfTestSamples = 2048;

/** Noise that swells to full scale and a sweep: it drives a model through its whole range. */
function selfTestInput(): Float32Array {
  const random = seededRandom(1);
  return Float32Array.from({ length: selfTestSamples }, (_, n) => {
    const t = n / selfTestSamples;
    return 0.5 * t * (2 * random() - 1) + 0.4 * Math.sin(40 * Math.PI * t * (1 + 8 * t));
  });
}

const loudnessSeconds = 5;

/** A preset of trained weights: with its self-test vector and its loudness for our standard dry guitar. */
export async function makePreset(
  spec: ModelSpec,
  weights: Float32Array,
  controls: Control[],
  metadata: Metadata,
): Promise<Preset> {
  const model = NativeModel.create(spec, weights);
  const knobs = controls.map((control) => (control.default - control.min) / (control.max - control.min));
  const play = (samples: Float32Array) => model.process(samples, knobs);
  const input = selfTestInput();
  const guitar = synthesiseGuitar({ seconds: loudnessSeconds, sampleRate: spec.sampleRate });
  const [output, heard] = await Promise.all([play(input), play(guitar)]);
  const loudness = Number(integratedLoudness([heard], spec.sampleRate).toFixed(2));
  return { spec, weights, controls, metadata: { ...metadata, loudness }, selfTest: { input, output } };
}

/** What a preset's metadata keep of its training: enough to repeat it and to compare with it. */
export interface StoredTraining {
  arch: string;
  /** The command's flags that were not at their default. */
  flags: string[];
  /** The wet recording's delay that was found or given, and the samples it was moved earlier by. */
  delaySamples: number;
  shiftSamples: number;
  /** Length of the takes that the recordings are joined from; 0: one take. */
  takeSamples: number;
  epochs: number;
  bestEpoch: number;
  /** Wall time of the training. */
  seconds: number;
  samplesPerSecond: number;
}

export const storedTraining = (preset: Preset) => preset.metadata.training as StoredTraining | undefined;
