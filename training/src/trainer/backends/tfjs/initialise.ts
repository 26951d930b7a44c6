import { type LayerSpec, type ModelSpec, parametersOf, weightCount } from '@tonewright/presets';
import type { Random } from '../../../audio/random.js';

const gates: Partial<Record<LayerSpec['type'], number>> = { rnn: 1, gru: 3, lstm: 4 };

/** Half the range of a layer's uniform weights, PyTorch's default: one over the root of what an output sums. */
function rangeOf({ type, inputs, outputs, taps = 1, groups = 1 }: LayerSpec): number {
  const sums = gates[type] ? outputs : type === 'conv' ? (taps * inputs) / groups : inputs;
  return 1 / Math.sqrt(sums);
}

/**
 * Random weights to start from, as native/training/initialise.hpp has them: uniform, PReLU's slopes 0.25, initial states
 * 0, and time constants log-spaced from 2 to `longestMemory` samples over the units of a GRU or LSTM.
 */
export function initialWeights(spec: ModelSpec, longestMemory: number, random: Random): Float32Array {
  const weights = new Float32Array(weightCount(spec));
  for (const { layer: index, name, offset, size } of parametersOf(spec)) {
    const layer = spec.layers[index];
    const constant = name === 'slopes' ? 0.25 : name.startsWith('initial') ? 0 : undefined;
    const range = name === 'conditionKernel' ? 1 / Math.sqrt(layer.conditionChannels!) : rangeOf(layer);
    for (let i = offset; i < offset + size; i++) weights[i] = constant ?? range * (2 * random() - 1);
    if (name === 'bias' && longestMemory > 2)
      spreadMemory(layer, weights.subarray(offset, offset + size), longestMemory);
  }
  return weights;
}

/** Biases of the gates that keep the state: log(tau - 1) for time constants tau (Tallec and Ollivier 2018). */
function spreadMemory({ type, outputs }: LayerSpec, bias: Float32Array, longest: number): void {
  if (type !== 'gru' && type !== 'lstm') return;
  for (let i = 0; i < outputs; i++) {
    const place = outputs > 1 ? i / (outputs - 1) : 1;
    const keep = Math.log(2 * (longest / 2) ** place - 1);
    if (type === 'gru') bias[i] += keep;
    else {
      bias[i] -= keep;
      bias[outputs + i] += keep;
    }
  }
}
