// Between nested JSON arrays and flat floats.
import { mismatch } from './errors.js';

const trained =
  'Weights must be finite float32 numbers: export the model again from a training run that did not diverge.';

/** A JSON number as float32. Throws for anything else, such as null, text, or a number that float32 cannot hold. */
export function floatAt(value: unknown, path: string, hint = trained): number {
  const float = typeof value === 'number' ? Math.fround(value) : Number.NaN;
  if (!Number.isFinite(float)) throw mismatch(path, 'a finite float32 number', value, hint);
  return float;
}

/** Flattens nested arrays of exactly `shape`, row by row, into `target` from `offset`; returns the offset behind them. */
export function flatten(value: unknown, shape: number[], path: string, target: Float32Array, offset = 0): number {
  const [length, ...inner] = shape;
  if (!Array.isArray(value) || value.length !== length) {
    throw mismatch(path, `an array of ${length} (shape [${shape.join('][')}])`, value, 'Shapes must fit the layer.');
  }
  for (const [index, item] of value.entries()) {
    const itemPath = `${path}[${index}]`;
    if (inner.length > 0) offset = flatten(item, inner, itemPath, target, offset);
    else target[offset++] = floatAt(item, itemPath);
  }
  return offset;
}

/** From rows [outputs][inputs][taps] to Keras's kernel [taps][inputs][outputs]; `inputs` are those of one group. */
export function kernelFromRows(rows: Float32Array, size: { outputs: number; inputs: number; taps: number }) {
  const { outputs, inputs, taps } = size;
  const kernel = new Float32Array(rows.length);
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      for (let tap = 0; tap < taps; tap++) {
        kernel[(tap * inputs + input) * outputs + output] = rows[(output * inputs + input) * taps + tap];
      }
    }
  }
  return kernel;
}

/** The way back from `kernelFromRows`. */
export function rowsFromKernel(kernel: Float32Array, size: { outputs: number; inputs: number; taps: number }) {
  const { outputs, inputs, taps } = size;
  const rows = new Float32Array(kernel.length);
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      for (let tap = 0; tap < taps; tap++) {
        rows[(output * inputs + input) * taps + tap] = kernel[(tap * inputs + input) * outputs + output];
      }
    }
  }
  return rows;
}

/** Tensors one behind the other. */
export function concat(tensors: Float32Array[]): Float32Array {
  const joined = new Float32Array(tensors.reduce((sum, tensor) => sum + tensor.length, 0));
  let offset = 0;
  for (const tensor of tensors) {
    joined.set(tensor, offset);
    offset += tensor.length;
  }
  return joined;
}
