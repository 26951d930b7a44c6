// PyTorch's state_dict, as CoreAudioML, Proteus and NeuralSeed write it, turned into Keras's order.
// PyTorch: weights [out][in]; lstm gates i, f, g, o; gru gates r, z, n; two biases for each recurrent layer.
import { isObject, type JsonObject } from '../document.js';
import { mismatch, PresetError } from '../errors.js';
import { limits } from '../limits.js';
import { gatesOf, sizeOf } from '../parameters.js';
import { flatten, kernelFromRows } from '../tensors.js';
import type { LayerSpec } from '../types.js';
import { joinLayers, type ReadLayer, type ReadModel, unitsAt } from './model.js';

/** For each gate in Keras's order, where it lies in PyTorch's. */
const gateOrders = { dense: [0], rnn: [0], gru: [1, 0, 2], lstm: [0, 1, 2, 3] };

/** Whether a document without `model_data` is a bare state_dict. */
export const isStateDict = (document: JsonObject) =>
  Object.keys(document).some((key) => /(^|\.)weight(_ih_l0)?$/.test(key));

/** Reads a PyTorch file: layers in the order of the file; `skip` is CoreAudioML's residual. */
export function readPytorch(document: JsonObject, notices: string[]): ReadModel & { skip: boolean } {
  if (!('model_data' in document || 'state_dict' in document)) {
    notices.push('A bare state_dict says nothing about skip, activations and dilations: none are assumed.');
    const model = joinLayers(readStateDict(document), true);
    const { outputs } = model.layers.at(-1)!;
    if (outputs > 1) notices.push(`The model has ${outputs} outputs: the first is taken as the audio.`);
    return { ...model, skip: false };
  }
  const { state_dict: stateDict, model_data: modelData } = document;
  if (!isObject(stateDict)) throw mismatch('state_dict', 'an object of tensors', stateDict);
  if (!isObject(modelData)) throw mismatch('model_data', 'an object', modelData);
  const layers = readStateDict(stateDict);
  checkModelData(
    modelData,
    layers.map((layer) => layer.spec),
  );
  if (modelData.bias_fl !== false && !('lin.bias' in stateDict)) {
    throw mismatch('lin.bias', 'this tensor (bias_fl is not false)', undefined);
  }
  return { ...joinLayers(layers), skip: readSkip(modelData, notices) };
}

/** Reads every tensor, so that nothing of a model is dropped in silence. */
function readStateDict(stateDict: JsonObject): ReadLayer[] {
  const layers: ReadLayer[] = [];
  const tensors = new Tensors(stateDict);
  for (const module of new Set(Object.keys(stateDict).map((key) => key.slice(0, key.lastIndexOf('.') + 1)))) {
    if (`${module}weight` in stateDict) {
      layers.push(isConv(stateDict[`${module}weight`]) ? readConv(tensors, module) : readLinear(tensors, module));
    }
    for (let k = 0; `${module}weight_ih_l${k}` in stateDict; k++) layers.push(readRecurrent(tensors, module, k));
  }
  tensors.refuseUnread();
  if (layers.length > 0) unitsAt(layers[0].spec.inputs, 'the first layer', limits.inputs);
  for (let index = 1; index < layers.length; index++) {
    const { outputs } = layers[index - 1].spec;
    const { inputs } = layers[index].spec;
    if (inputs !== outputs) throw mismatch(`layer ${index}`, `${outputs} inputs, as the layer before gives`, inputs);
  }
  return layers;
}

/** A kernel of three sizes, [outputs][inputs][taps]. */
const isConv = (weight: unknown) => Array.isArray(weight) && Array.isArray(weight[0]) && Array.isArray(weight[0][0]);

/** The tensors of a state_dict; remembers which were read. */
class Tensors {
  private readonly read = new Set<string>();

  constructor(private readonly stateDict: JsonObject) {}

  /** Rows and columns of a matrix. */
  sizeOfMatrix(key: string): [rows: number, columns: number] {
    const matrix = this.stateDict[key];
    if (!Array.isArray(matrix) || !Array.isArray(matrix[0]) || Array.isArray(matrix[0][0])) {
      const problem = 'layers other than linear, RNN, GRU, LSTM and Conv1d are not supported';
      throw new PresetError('unsupported', key, problem, 'A weight must be a matrix.');
    }
    return [unitsAt(matrix.length, key, 4 * limits.units), unitsAt(matrix[0].length, key)];
  }

  sizesOfKernel(key: string): [outputs: number, inputs: number, taps: number] {
    const kernel = this.stateDict[key] as unknown[][][];
    const [outputs, inputs] = [unitsAt(kernel.length, key), unitsAt(kernel[0].length, key)];
    return [outputs, inputs, unitsAt(kernel[0][0].length, key, limits.taps)];
  }

  tensor(key: string, shape: number[]): Float32Array {
    this.read.add(key);
    const values = new Float32Array(sizeOf(shape));
    flatten(this.stateDict[key], shape, key, values);
    return values;
  }

  /** A bias, zeros when the file has none. */
  bias(key: string, size: number): Float32Array {
    return key in this.stateDict ? this.tensor(key, [size]) : new Float32Array(size);
  }

  refuseUnread(): void {
    const unread = Object.keys(this.stateDict).find((key) => !this.read.has(key));
    if (unread === undefined) return;
    const problem = 'a tensor of an unknown layer: others than linear, RNN, GRU, LSTM and Conv1d are not supported';
    throw new PresetError('unsupported', unread, problem);
  }
}

function readLinear(tensors: Tensors, module: string): ReadLayer {
  const [rows, inputs] = tensors.sizeOfMatrix(`${module}weight`);
  const outputs = unitsAt(rows, `${module}weight`);
  const kernel = tensors.tensor(`${module}weight`, [outputs, inputs]);
  const weights = [...transpose(kernel, outputs, gateOrders.dense), ...tensors.bias(`${module}bias`, outputs)];
  return { spec: { type: 'dense', activation: 'linear', inputs, outputs }, weights: Float32Array.from(weights) };
}

/** PyTorch's taps run from the oldest sample to the present one, as ours do. */
function readConv(tensors: Tensors, module: string): ReadLayer {
  const key = `${module}weight`;
  const [outputs, inputs, taps] = tensors.sizesOfKernel(key);
  const kernel = tensors.tensor(key, [outputs, inputs, taps]);
  const weights = [...kernelFromRows(kernel, { outputs, inputs, taps }), ...tensors.bias(`${module}bias`, outputs)];
  const spec: LayerSpec = { type: 'conv', activation: 'linear', inputs, outputs, taps, dilation: 1, groups: 1 };
  return { spec, weights: Float32Array.from(weights) };
}

function readRecurrent(tensors: Tensors, module: string, k: number): ReadLayer {
  const key = (name: string) => `${module}${name}_l${k}`;
  const [rows, outputs] = tensors.sizeOfMatrix(key('weight_hh'));
  const [, inputs] = tensors.sizeOfMatrix(key('weight_ih'));
  const type = (['rnn', 'gru', 'lstm'] as const).find((candidate) => gatesOf[candidate] * outputs === rows);
  if (!type) throw mismatch(key('weight_hh'), `1, 3 or 4 times ${outputs} rows (RNN, GRU, LSTM)`, rows);
  const order = gateOrders[type];
  const kernel = transpose(tensors.tensor(key('weight_ih'), [rows, inputs]), outputs, order);
  const recurrentKernel = transpose(tensors.tensor(key('weight_hh'), [rows, outputs]), outputs, order);
  const [inputBias, recurrentBias] = ['bias_ih', 'bias_hh'].map((name) =>
    transpose(tensors.bias(key(name), rows), outputs, order),
  );
  const bias =
    type === 'gru' ? [...inputBias, ...recurrentBias] : inputBias.map((value, i) => value + recurrentBias[i]);
  return {
    spec: { type, activation: 'tanh', inputs, outputs, ...(type === 'gru' ? { resetAfter: true } : {}) },
    weights: Float32Array.from([...kernel, ...recurrentKernel, ...bias]),
  };
}

/** From PyTorch's [gates * units][columns] to Keras's [columns][gates * units], the gates in Keras's order. */
function transpose(source: Float32Array, units: number, gateOrder: number[]): Float32Array {
  const rows = units * gateOrder.length;
  const columns = source.length / rows;
  const target = new Float32Array(source.length);
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      const sourceRow = gateOrder[Math.floor(row / units)] * units + (row % units);
      target[column * rows + row] = source[sourceRow * columns + column];
    }
  }
  return target;
}

/** What `model_data` says must be what the tensors are; a field that is absent says nothing. */
function checkModelData(modelData: JsonObject, layers: LayerSpec[]): void {
  const recurrent = layers.filter((layer) => layer.type !== 'dense');
  const found: JsonObject = {
    model: 'SimpleRNN',
    unit_type: recurrent[0]?.type.toUpperCase(),
    num_layers: recurrent.length,
    hidden_size: recurrent[0]?.outputs,
    input_size: layers[0]?.inputs,
    output_size: layers.at(-1)?.outputs,
  };
  for (const [field, value] of Object.entries(found)) {
    if (modelData[field] === undefined || modelData[field] === value) continue;
    throw mismatch(`model_data.${field}`, `${value ?? 'nothing'} (this is what the tensors are)`, modelData[field]);
  }
}

function readSkip({ skip }: JsonObject, notices: string[]): boolean {
  if (skip === undefined) {
    notices.push('The file does not say its skip: 1 is assumed, as CoreAudioML does.');
    return true;
  }
  if (skip !== 0 && skip !== 1) throw mismatch('model_data.skip', '0 or 1', skip, 'Other values are not supported.');
  return skip === 1;
}
