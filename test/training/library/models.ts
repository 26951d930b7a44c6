/** Small models for the library's tests. */
import type { LayerSpec, Metadata, Preset } from '../../../presets/src/index.js';
import { weightCount } from '../../../presets/src/index.js';
import { seededRandom } from '../../../training/src/audio/random.js';

/** A preset of random weights, quiet enough for its output not to run away. */
export function presetOf(layers: LayerSpec[], metadata: Metadata = {}, scale = 0.2): Preset {
  const spec = { layers, skip: false, inputGainDb: 0, outputGainDb: 0, sampleRate: 48000 };
  const random = seededRandom(layers.length);
  const weights = Float32Array.from({ length: weightCount(spec) }, () => scale * (2 * random() - 1));
  return { spec, weights, controls: [], metadata };
}

export const gru = (units: number): LayerSpec[] => [
  { type: 'gru', activation: 'tanh', inputs: 1, outputs: units },
  { type: 'dense', activation: 'linear', inputs: units, outputs: 1 },
];

/** A gain and nothing else. */
export function gainOf(gain: number, metadata: Metadata = {}): Preset {
  const preset = presetOf([{ type: 'dense', activation: 'linear', inputs: 1, outputs: 1 }], metadata);
  preset.weights.set([gain, 0]);
  return preset;
}
