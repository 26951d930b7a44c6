import type { LayerSpec } from '@tonewright/presets';
import type { StateSpace } from './stateSpace.js';

/** The layers that a state space becomes: an Elman layer, whose activation may be tanh, and a dense one. */
export const recurrentLayers = (states: number, activation: 'linear' | 'tanh' = 'linear'): LayerSpec[] => [
  { type: 'rnn', activation, inputs: 1, outputs: states },
  { type: 'dense', activation: 'linear', inputs: states, outputs: 1 },
];

/**
 * Flat weights of those layers (native/engine/spec.hpp) with which they are the system, but for the activation.
 * @param level what the states are scaled by: the smaller, the less a tanh bends them
 */
export function recurrentWeights({ a, b, c }: StateSpace, level = 1): Float32Array {
  const size = b.length;
  const weights = new Float32Array(size + size * size + size + size + 1);
  for (let unit = 0; unit < size; unit++) {
    weights[unit] = level * b[unit];
    for (let from = 0; from < size; from++) weights[size + from * size + unit] = a[unit][from];
    weights[size + size * size + size + unit] = c[unit] / level;
  }
  return weights;
}
