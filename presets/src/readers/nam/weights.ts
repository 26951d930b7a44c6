// The flat weights of a .nam model.
import { mismatch } from '../../errors.js';
import { floatAt, kernelFromRows } from '../../tensors.js';
import type { Kernel } from '../layerList.js';

/** A convolution as it lies in the file: [outputs][inputs / groups][taps], then the bias. */
export interface Matrix {
  outputs: number;
  inputs: number;
  taps: number;
  groups: number;
  bias: boolean;
}

export const sizeOfMatrix = ({ outputs, inputs, taps, groups, bias }: Matrix) =>
  outputs * (inputs / groups) * taps + (bias ? outputs : 0);

/** Weights as float32, exactly `count` of them. */
export function weightsAt(value: unknown, count: number, path: string): Float32Array {
  if (!Array.isArray(value) || value.length !== count) {
    const hint = 'The config and the weights are not of one model.';
    throw mismatch(path, `${count} numbers, as the config asks for`, value, hint);
  }
  return Float32Array.from(value, (weight, index) => floatAt(weight, `${path}[${index}]`));
}

/** Takes weights from the front, one tensor after the other. */
export class Weights {
  private offset = 0;

  constructor(private readonly all: Float32Array) {}

  take(count: number): Float32Array {
    this.offset += count;
    return this.all.subarray(this.offset - count, this.offset);
  }

  kernel({ outputs, inputs, taps, groups, bias }: Matrix): Kernel {
    const size = { outputs, inputs: inputs / groups, taps };
    const kernel = kernelFromRows(this.take(outputs * size.inputs * taps), size);
    return { kernel, bias: bias ? this.take(outputs) : new Float32Array(outputs) };
  }
}
