// A preset with random weights: what a speed measurement needs of a model is its size.
import { weightCount } from '../../presets/dist/index.js';
import { parseArchitecture } from '../../training/dist/model/architecture.js';

/** The preset of an `--arch` text, mono with skip, weights uniform in +-0.2. */
export function randomPreset(arch, sampleRate = 48000) {
  const spec = { layers: parseArchitecture(arch, 1), skip: true, inputGainDb: 0, outputGainDb: 0, sampleRate };
  const weights = Float32Array.from({ length: weightCount(spec) }, () => 0.4 * (Math.random() - 0.5));
  return { spec, weights, controls: [], metadata: { name: arch } };
}
