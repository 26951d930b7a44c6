// The tensors of each layer type, in the order of native/engine/spec.hpp: readers, writers and counts derive from it.
import type { LayerSpec, ModelSpec } from './types.js';

export interface TensorSpec {
  name: 'kernel' | 'recurrentKernel' | 'bias';
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

export const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** The tensors of one layer: Keras's order and shapes. */
export function tensorsOf(layer: LayerSpec): TensorSpec[] {
  const { type, inputs, outputs } = layer;
  const columns = type === 'dense' ? outputs : gatesOf[type] * outputs;
  const recurrent: TensorSpec[] = type === 'dense' ? [] : [{ name: 'recurrentKernel', shape: [outputs, columns] }];
  const twoBiases = type === 'gru' && layer.resetAfter !== false;
  return [
    { name: 'kernel', shape: [inputs, columns] },
    ...recurrent,
    { name: 'bias', shape: twoBiases ? [2, columns] : [columns] },
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
