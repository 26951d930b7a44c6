// CoreAudioML's JSON, which Proteus and NeuralSeed play: one kind of recurrent layer and a linear one, in PyTorch's order.
import { gatesOf, isRecurrent } from '../parameters.js';
import type { LayerSpec, Preset } from '../types.js';
import {
  foldGains,
  isChain,
  notExpressible,
  refuseStart,
  type Tensors,
  tensorsOfLayers,
  withoutOtherRate,
} from './common.js';
import { formatObject, formatTensor } from './json.js';

/** For each gate in PyTorch's order, where it lies in Keras's. */
const gateOrders = { rnn: [0], gru: [1, 0, 2], lstm: [0, 1, 2, 3] };

/** Throws PresetError when the format cannot say what the preset sounds like. */
export function writePytorch(given: Preset): string {
  checkShape(given.spec.layers);
  refuseStart(given.spec, 'PyTorch-style JSON');
  const preset = foldGains(given);
  const { spec } = preset;
  const [first] = spec.layers;
  const recurrent = spec.layers.slice(0, -1);
  const modelData = {
    model: 'SimpleRNN',
    input_size: first.inputs,
    skip: Number(spec.skip),
    output_size: 1,
    unit_type: first.type.toUpperCase(),
    num_layers: recurrent.length,
    hidden_size: first.outputs,
    bias_fl: true,
  };
  const tensors = tensorsOfLayers(preset);
  const state = Object.assign({}, ...recurrent.map((layer, k) => recurrentTensors(layer, tensors[k], k)));
  const { kernel, bias } = tensors.at(-1)!;
  return formatObject({
    model_data: JSON.stringify(modelData),
    samplerate: JSON.stringify(spec.sampleRate),
    metadata: JSON.stringify(withoutOtherRate(preset.metadata, spec.sampleRate)),
    state_dict: formatObject({
      ...state,
      'lin.weight': formatTensor(kernel!, [1, kernel!.length]),
      'lin.bias': formatTensor(bias!, [1]),
    }),
  });
}

function checkShape(layers: LayerSpec[]): void {
  const [first, ...others] = layers;
  const last = layers.at(-1)!;
  const alike = others.slice(0, -1).every((layer) => layer.type === first.type && layer.outputs === first.outputs);
  const isLinear = last.type === 'dense' && last.activation === 'linear';
  if (!isRecurrent(first.type) || !alike || !isLinear || !isChain(layers)) {
    throw notExpressible('PyTorch-style JSON has recurrent layers of one kind and size, and one linear dense layer');
  }
  const odd = layers.slice(0, -1).some((layer) => layer.activation !== 'tanh' || layer.resetAfter === false);
  if (odd)
    throw notExpressible('PyTorch-style JSON has no recurrent layers but tanh ones, and no GRU with reset_after false');
}

function recurrentTensors(layer: LayerSpec, tensors: Tensors, k: number): Record<string, string> {
  const type = layer.type as keyof typeof gatesOf;
  const columns = gatesOf[type] * layer.outputs;
  const order = (tensor: Float32Array) => toRows(tensor, layer.outputs, gateOrders[type]);
  const bias = tensors.bias!;
  const [inputBias, recurrentBias] = [bias.subarray(0, columns), bias.subarray(columns)];
  return {
    [`rec.weight_ih_l${k}`]: formatTensor(order(tensors.kernel!), [columns, layer.inputs]),
    [`rec.weight_hh_l${k}`]: formatTensor(order(tensors.recurrentKernel!), [columns, layer.outputs]),
    [`rec.bias_ih_l${k}`]: formatTensor(order(inputBias), [columns]),
    [`rec.bias_hh_l${k}`]: formatTensor(type === 'gru' ? order(recurrentBias) : new Float32Array(columns), [columns]),
  };
}

/** From Keras's [rows][gates * units] to PyTorch's [gates * units][rows], the gates in PyTorch's order. */
function toRows(source: Float32Array, units: number, gateOrder: number[]): Float32Array {
  const columns = units * gateOrder.length;
  const rows = source.length / columns;
  return Float32Array.from({ length: source.length }, (_, index) => {
    const [column, row] = [Math.floor(index / rows), index % rows];
    return source[row * columns + gateOrder[Math.floor(column / units)] * units + (column % units)];
  });
}
