// One layer of RTNeural's JSON or ours.
import { describe, mismatch, PresetError } from '../errors.js';
import { limits } from '../limits.js';
import { sizeOf, tensorsOf, weightCount } from '../parameters.js';
import { flatten } from '../tensors.js';
import type { ActivationName, GateMode, LayerSpec, LayerType } from '../types.js';
import { type ReadLayer, unitsAt } from './model.js';

/** A layer as the schema has let it through. */
export interface LayerJson {
  type: string;
  activation?: string;
  shape: (number | null)[];
  reset_after?: boolean;
  kernel_size?: number | number[];
  dilation?: number | number[];
  groups?: number;
  gate_activation?: string;
  mode?: GateMode;
  source?: number;
  condition?: number;
  residual?: number;
  initial_state?: boolean;
  epsilon?: number;
  weights: unknown[];
}

/** The names of types in files, and ours. */
export const layerTypes: Record<string, LayerType> = {
  dense: 'dense',
  'time-distributed-dense': 'dense',
  rnn: 'rnn',
  gru: 'gru',
  lstm: 'lstm',
  conv1d: 'conv',
  activation: 'activation',
  film: 'film',
  gate: 'gate',
  maxpool: 'maxPool',
};

const activations: Record<string, ActivationName> = {
  '': 'linear',
  linear: 'linear',
  tanh: 'tanh',
  relu: 'relu',
  sigmoid: 'sigmoid',
  gelu: 'gelu',
  elu: 'elu',
  leakyRelu: 'leakyRelu',
  prelu: 'prelu',
  silu: 'silu',
  hardTanh: 'hardTanh',
  hardSwish: 'hardSwish',
  leakyHardTanh: 'leakyHardTanh',
  softSign: 'softSign',
};

/** Types that may have slopes for each channel. */
const preluTypes: LayerType[] = ['dense', 'conv', 'activation', 'film'];

/** Reads a layer of known type whose source gives `inputs` channels. `channelsOf` gives those of a named layer. */
export function readLayer(
  json: LayerJson,
  inputs: number,
  channelsOf: (index: number) => number,
  path: string,
): ReadLayer {
  const type = layerTypes[json.type];
  const outputs = unitsAt(json.shape.at(-1), `${path}.shape`);
  const spec: LayerSpec = { type, activation: layerActivation(type, json, path), inputs, outputs };
  if (type === 'gru') spec.resetAfter = json.reset_after ?? !hasOneBias(json.weights);
  if (type === 'conv' || type === 'maxPool') {
    spec.taps = countAt(json.kernel_size, `${path}.kernel_size`, limits.taps);
    spec.dilation = countAt(json.dilation ?? 1, `${path}.dilation`, limits.history);
  }
  if (type === 'conv') spec.groups = groupsOf(json, inputs, outputs, path);
  if (type === 'gate') {
    spec.gateActivation = activationOf(json.gate_activation ?? 'sigmoid', `${path}.gate_activation`);
    spec.gateMode = json.mode ?? 'multiply';
    refusePrelu(type, spec.gateActivation, `${path}.gate_activation`);
  }
  for (const field of ['source', 'condition', 'residual'] as const) {
    if (json[field] !== undefined) spec[field] = json[field];
  }
  if (json.condition !== undefined) spec.conditionChannels = channelsOf(json.condition);
  if (json.initial_state) spec.initialState = true;
  return { spec, weights: readTensors(spec, json.weights, `${path}.weights`) };
}

/** Kernel sizes and dilations are a number, or an array whose last item counts. */
function countAt(value: unknown, path: string, most: number): number {
  return unitsAt(Array.isArray(value) ? value.at(-1) : value, path, most);
}

function groupsOf(json: LayerJson, inputs: number, outputs: number, path: string): number {
  const groups = unitsAt(json.groups ?? 1, `${path}.groups`);
  if (inputs % groups === 0 && outputs % groups === 0) return groups;
  throw mismatch(`${path}.groups`, `a divisor of ${inputs} inputs and ${outputs} outputs`, groups);
}

function readTensors(spec: LayerSpec, json: unknown[], path: string): Float32Array {
  const count = weightCount(spec);
  if (count > limits.weights) throw mismatch(path, `at most ${limits.weights} weights`, count);
  const weights = new Float32Array(count);
  const tensors = tensorsOf(spec);
  // Keras leaves the bias out when a layer has none.
  const fewest = tensors.at(-1)?.name === 'bias' ? tensors.length - 1 : tensors.length;
  if (json.length > tensors.length || json.length < fewest) {
    const names = tensors.map((tensor) => `${tensor.name} [${tensor.shape.join('][')}]`).join(', ');
    throw mismatch(path, tensors.length === 0 ? 'no tensors' : `${tensors.length} tensors: ${names}`, json);
  }
  let offset = 0;
  for (const [index, value] of json.entries()) {
    const { shape } = tensors[index];
    flatten(value, shape, `${path}[${index}]`, weights, offset);
    offset += sizeOf(shape);
  }
  return weights;
}

/** Keras's GRU with reset_after false has one bias, [3H] instead of [2][3H]. */
const hasOneBias = (weights: unknown[]) => Array.isArray(weights[2]) && !Array.isArray(weights[2][0]);

/** gru and lstm are tanh whatever is written: AIDA-X's files say '', Keras's 'tanh'; anything else is another model. */
function layerActivation(type: LayerType, json: LayerJson, path: string): ActivationName {
  const name = type === 'rnn' ? (json.activation ?? 'tanh') : (json.activation ?? '');
  const activation = activationOf(name, `${path}.activation`);
  if (!preluTypes.includes(type)) refusePrelu(type, activation, `${path}.activation`);
  const fixed = type === 'gru' || type === 'lstm' ? 'tanh' : type === 'maxPool' ? 'linear' : undefined;
  if (fixed === undefined) return activation;
  if (name && activation !== fixed) throw mismatch(`${path}.activation`, `"${fixed}" or "" for a ${json.type}`, name);
  return fixed;
}

export function refusePrelu(type: LayerType, activation: ActivationName, path: string): void {
  if (activation === 'prelu')
    throw mismatch(path, `an activation without weights for a layer of type ${type}`, 'prelu');
}

export function activationOf(name: string, path: string): ActivationName {
  if (Object.hasOwn(activations, name)) return activations[name];
  const known = Object.keys(activations).slice(1).join(', ');
  const softmax = 'softmax makes probabilities of channels: it is no activation for audio';
  const problem = name === 'softmax' ? softmax : `the activation ${describe(name)} is not supported`;
  throw new PresetError('unsupported', path, problem, `Supported: ${known}.`);
}
