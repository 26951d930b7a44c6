// The tensors of each layer type, in the order of native/engine/spec.hpp: readers, writers and counts derive from it.
import type { LayerSpec, LayerType, ModelSpec } from './types.js';

export interface TensorSpec {
  name: 'kernel' | 'recurrentKernel' | 'bias' | 'conditionKernel' | 'slopes' | 'initialState' | 'initialCell';
  shape: number[];
}

export interface Parameter extends TensorSpec {
  /** Index of the layer in `spec.layers`. */
  layer: number;
  /** First float in the flat weights, and how many follow. */
  offset: number;
  size: number;
}

/** Gates of a recurrent layer: its tensors are [...][gates * outputs]. */
export const gatesOf = { rnn: 1, gru: 3, lstm: 4 } as const;

export const isRecurrent = (type: LayerType): type is keyof typeof gatesOf => Object.hasOwn(gatesOf, type);

export const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** The tensors of one layer: Keras's order and shapes, then ours. */
export function tensorsOf(layer: LayerSpec): TensorSpec[] {
  const { type, inputs, outputs } = layer;
  const slopes: TensorSpec[] = layer.activation === 'prelu' ? [{ name: 'slopes', shape: [outputs] }] : [];
  const bias: TensorSpec = { name: 'bias', shape: [outputs] };
  if (isRecurrent(type)) return recurrentTensors(layer, type);
  if (type === 'dense') return [{ name: 'kernel', shape: [inputs, outputs] }, bias, ...slopes];
  if (type !== 'conv') return slopes;
  const { taps = 1, groups = 1, conditionChannels = 0 } = layer;
  return [
    { name: 'kernel', shape: [taps, inputs / groups, outputs] },
    bias,
    ...(conditionChannels > 0 ? [{ name: 'conditionKernel' as const, shape: [conditionChannels, outputs] }] : []),
    ...slopes,
  ];
}

function recurrentTensors(layer: LayerSpec, type: keyof typeof gatesOf): TensorSpec[] {
  const { inputs, outputs } = layer;
  const columns = gatesOf[type] * outputs;
  const states = layer.initialState ? (['initialState', 'initialCell'] as const).slice(0, type === 'lstm' ? 2 : 1) : [];
  return [
    { name: 'kernel', shape: [inputs, columns] },
    { name: 'recurrentKernel', shape: [outputs, columns] },
    { name: 'bias', shape: type === 'gru' && layer.resetAfter !== false ? [2, columns] : [columns] },
    ...states.map((name) => ({ name, shape: [outputs] })),
  ];
}

/** Number of floats of one layer or of a whole model. */
export function weightCount(of: LayerSpec | ModelSpec): number {
  if ('layers' in of) return of.layers.reduce((sum, layer) => sum + weightCount(layer), 0);
  return tensorsOf(of).reduce((sum, tensor) => sum + sizeOf(tensor.shape), 0);
}

/** Every tensor of a model with its place in the flat weights. */
export function parametersOf(spec: ModelSpec): Parameter[] {
  let offset = 0;
  return spec.layers.flatMap((layer, index) =>
    tensorsOf(layer).map((tensor) => {
      const size = sizeOf(tensor.shape);
      offset += size;
      return { ...tensor, layer: index, offset: offset - size, size };
    }),
  );
}
