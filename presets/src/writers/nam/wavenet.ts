// The config and weights of a NAM WaveNet from its layers: the way back through readers/nam/wavenet.ts. A guess that
// goes wrong does no harm, as what is written is read again and compared.

import { Fields } from '../../readers/nam/fields.js';
import { headMatrix, layerMatrices, rechannelMatrix, wavenetConfig } from '../../readers/nam/wavenetConfig.js';
import { type Matrix, sizeOfMatrix } from '../../readers/nam/weights.js';
import { concat, rowsFromKernel } from '../../tensors.js';
import { notExpressible } from '../common.js';
import { arrayConfig, firstGeneration, secondGeneration } from './arrayConfig.js';
import type { NamModel, Part } from './part.js';
import { type FoundArray, type FoundKernel, WavenetParser } from './wavenetParser.js';

/** A WaveNet with these layers; `modelOf` writes the model that makes its condition, if one does. */
export function wavenetOf(part: Part, modelOf: (part: Part) => NamModel): NamModel {
  const found = new WavenetParser(part).parse();
  if (!found) throw notExpressible('NAM has no architecture with these layers (LSTM, Linear, ConvNet or WaveNet)');
  const { arrays, head, condition } = found;
  foldRechannelBiases(arrays);
  const inside = { layers: part.layers.slice(0, condition + 1), tensors: part.tensors.slice(0, condition + 1) };
  const conditionDsp = condition < 0 ? undefined : modelOf(inside);
  const conditionSize = condition < 0 ? 1 : part.layers[condition].outputs;
  const full = arrays.map((array, index) => {
    const inputSize = arrays[index - 1]?.rechannel.outputs ?? 1;
    return arrayConfig(array, { inputSize, conditionSize, isLast: index === arrays.length - 1 });
  });
  const plain = full.map(firstGeneration);
  const isFirstGeneration = !head && !conditionDsp && plain.every((array) => array !== undefined);
  const config = {
    ...(conditionDsp ? { condition_dsp: { version: '0.7.0', ...conditionDsp } } : {}),
    layers: isFirstGeneration ? plain : full.map(secondGeneration),
    head: head ? headConfig(head) : null,
    head_scale: 1,
  };
  const weights = concat([...weightsOf(config, arrays, conditionSize), ...(head ?? []).flatMap(rowsAndBias), one]);
  return { ...(isFirstGeneration ? {} : { version: '0.7.0' }), architecture: 'WaveNet', config, weights };
}

const one = Float32Array.of(1);

/** NAM's first convolution of an array has no bias: it goes into what reads the signal that it would be added to. */
function foldRechannelBiases(arrays: FoundArray[]): void {
  let passed: Float32Array | undefined;
  for (const { rechannel, layers } of arrays) {
    if (passed) addProduct(rechannel, passed);
    passed = rechannel.bias.slice();
    if (passed.every((value) => value === 0)) passed = undefined;
    if (passed && layers.some(({ films }) => films.conv_pre_film)) {
      throw notExpressible('NAM has no bias in the first convolution of an array');
    }
    for (const { kernels } of layers) if (passed) addProduct(kernels.get('conv')!, passed);
    rechannel.bias.fill(0);
  }
}

/** Adds what a convolution makes of a constant input to its bias. */
function addProduct({ kernel, bias, outputs, groups }: FoundKernel, constant: Float32Array): void {
  const rows = constant.length / groups;
  for (let output = 0; output < outputs; output++) {
    const first = Math.floor(output / (outputs / groups)) * rows;
    let sum = bias[output];
    for (let row = 0; row * outputs < kernel.length; row++)
      sum += kernel[row * outputs + output] * constant[first + (row % rows)];
    bias[output] = sum;
  }
}

function headConfig(kernels: (FoundKernel & { before: string | object })[]) {
  return {
    channels: kernels[0].outputs,
    out_channels: kernels.at(-1)!.outputs,
    kernel_sizes: kernels.map(({ taps }) => taps),
    activation: kernels[0].before,
  };
}

function rowsAndBias({ kernel, bias, outputs, taps }: FoundKernel): Float32Array[] {
  return [rowsFromKernel(kernel, { outputs, inputs: kernel.length / outputs / taps, taps }), bias];
}

/** All tensors in the order of the file; those that the reader has left out, as nothing uses them, are zeros. */
function weightsOf(config: object, arrays: FoundArray[], conditionSize: number): Float32Array[] {
  const read = wavenetConfig(new Fields(config, 'config', []), conditionSize, []);
  const tensor = (found: FoundKernel | undefined, matrix: Matrix) => {
    if (!found) return [new Float32Array(sizeOfMatrix(matrix))];
    const [rows, bias] = rowsAndBias(found);
    return matrix.bias ? [rows, bias] : [rows];
  };
  return read.arrays.flatMap((array, index) => {
    const found = arrays[index];
    const layers = array.layers.flatMap((layer, at) =>
      layerMatrices(array, layer).flatMap(([name, matrix]) => tensor(found.layers[at].kernels.get(name), matrix)),
    );
    return [...tensor(found.rechannel, rechannelMatrix(array)), ...layers, ...tensor(found.head, headMatrix(array))];
  });
}
