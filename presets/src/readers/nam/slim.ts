// Slimmable WaveNets: the same weights, cut to fewer channels.
import { PresetError } from '../../errors.js';
import { concat } from '../../tensors.js';
import { type ArrayConfig, matricesOf, type WavenetConfig } from './wavenetConfig.js';
import { type Matrix, sizeOfMatrix } from './weights.js';

/** Where sizes from 0 to 1 change what a model is, in ascending order; empty when it is not slimmable. */
export function breakpointsOf({ arrays }: WavenetConfig): number[] {
  const all = arrays.flatMap(({ allowedChannels = [] }) =>
    allowedChannels.slice(1).map((_, index) => (index + 1) / allowedChannels.length),
  );
  return [...new Set(all)].sort((a, b) => a - b);
}

/** The model at a size from 0 to 1, and its weights; itself at full size. Throws where NAM's core cannot cut. */
export function slimmed(config: WavenetConfig, weights: Float32Array, size: number, path: string) {
  const channels = config.arrays.map((array) => channelsAt(array, size));
  if (channels.every((count, index) => count === config.arrays[index].channels)) return { config, weights };
  refuseUncut(config, path);
  const arrays = config.arrays.map((array, index) => cutArray(array, channels, index));
  const cut = { ...config, arrays };
  return { config: cut, weights: cutWeights(matricesOf(config), matricesOf(cut), weights) };
}

function channelsAt({ allowedChannels, channels }: ArrayConfig, size: number): number {
  if (!allowedChannels) return channels;
  return allowedChannels[Math.min(Math.floor(size * allowedChannels.length), allowedChannels.length - 1)];
}

function refuseUncut({ arrays, head }: WavenetConfig, path: string): void {
  const uncut = arrays.some(
    (array) =>
      array.head.taps !== 1 ||
      [array.groupsInput, array.groupsMixin, array.layer1x1?.groups ?? 1, array.head1x1?.groups ?? 1].some(
        (g) => g > 1,
      ) ||
      Object.values(array.films).some(({ groups }) => groups > 1),
  );
  if (!uncut && !head) return;
  const problem = 'a slimmable WaveNet with groups, a head of several taps or a post-stack head cannot be made smaller';
  throw new PresetError('unsupported', path, problem, 'Read it at its full size.');
}

function cutArray(array: ArrayConfig, channels: number[], index: number): ArrayConfig {
  const proportion = Math.max(1, Math.floor((array.bottleneck * channels[index]) / array.channels));
  return {
    ...array,
    channels: channels[index],
    bottleneck: array.layer1x1 ? proportion : channels[index],
    inputs: channels[index - 1] ?? array.inputs,
    head: { ...array.head, outputs: channels[index + 1] ?? array.head.outputs },
  };
}

/** The first rows and columns of each tensor, and the head scale at the end. */
function cutWeights(full: Matrix[], cut: Matrix[], weights: Float32Array): Float32Array {
  const kept: Float32Array[] = [];
  let offset = 0;
  for (const [index, matrix] of full.entries()) {
    const { outputs, inputs } = cut[index];
    const row = matrix.inputs * matrix.taps;
    for (let output = 0; output < outputs; output++) {
      const start = offset + output * row;
      kept.push(weights.subarray(start, start + inputs * matrix.taps));
    }
    const bias = offset + matrix.outputs * row;
    if (matrix.bias) kept.push(weights.subarray(bias, bias + outputs));
    offset += sizeOfMatrix(matrix);
  }
  return concat([...kept, weights.subarray(offset)]);
}
