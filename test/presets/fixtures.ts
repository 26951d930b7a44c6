import { readFileSync } from 'node:fs';
import type { LayerSpec, Preset } from '../../presets/src/index.js';
import { weightCount } from '../../presets/src/index.js';

const parity = new URL('../parity/', import.meta.url);

export const parityFile = (name: string) => readFileSync(new URL(name, parity));
export const parityJson = (name: string) => JSON.parse(parityFile(name).toString());

export const dense = (inputs: number, outputs: number): LayerSpec => ({
  type: 'dense',
  activation: 'linear',
  inputs,
  outputs,
});

/** A GRU with a linear head; its weights are 1/3, 2/3, 3/3 ... in float32. */
export function gruPreset(units = 8, inputs = 1): Preset {
  const layers: LayerSpec[] = [
    { type: 'gru', activation: 'tanh', inputs, outputs: units, resetAfter: true },
    dense(units, 1),
  ];
  const spec = { layers, skip: false, inputGainDb: 0, outputGainDb: 0, sampleRate: 48_000 };
  const controls = Array.from({ length: inputs - 1 }, (_, k) => {
    return { id: `knob${k}`, name: `Knob ${k}`, min: 0, max: 10, default: 0 };
  });
  const weights = Float32Array.from({ length: weightCount(spec) }, (_, index) => (index + 1) / 3);
  return { spec, weights, controls, metadata: {} };
}
