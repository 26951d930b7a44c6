// RTNeural's JSON and what AIDA-X and Tonewright add to it: a list of layers with Keras's tensors.
import type { JsonObject } from '../document.js';
import { describe, mismatch, PresetError } from '../errors.js';
import { limits } from '../limits.js';
import { sizeOf, tensorsOf, weightCount } from '../parameters.js';
import { flatten, floatAt } from '../tensors.js';
import type { ActivationName, LayerSpec, LayerType, SelfTest } from '../types.js';
import { joinLayers, type ReadLayer, type ReadModel, unitsAt } from './model.js';

const layerTypes: Record<string, LayerType> = {
  dense: 'dense',
  'time-distributed-dense': 'dense',
  rnn: 'rnn',
  gru: 'gru',
  lstm: 'lstm',
};

const activations: Record<string, ActivationName> = {
  '': 'linear',
  linear: 'linear',
  tanh: 'tanh',
  relu: 'relu',
  sigmoid: 'sigmoid',
  gelu: 'gelu',
  elu: 'elu',
};

/** A layer as the schema has let it through. */
interface LayerJson {
  type: string;
  activation?: string;
  shape: (number | null)[];
  reset_after?: boolean;
  weights: unknown[];
}

/** Number of inputs of the model: the last size of `in_shape`. */
export const inputsOf = (document: JsonObject) =>
  unitsAt((document.in_shape as unknown[]).at(-1), 'in_shape', limits.inputs);

/** Reads `layers` of a document that passed the schema's `sequential`. */
export function readSequential(document: JsonObject): ReadModel {
  let inputs = inputsOf(document);
  const layers: ReadLayer[] = [];
  for (const [index, json] of (document.layers as LayerJson[]).entries()) {
    const path = `layers[${index}]`;
    const outputs = unitsAt(json.shape.at(-1), `${path}.shape`);
    if (json.type === 'activation') {
      applyActivation(layers.at(-1)?.spec, json, outputs, path);
    } else {
      layers.push(readLayer(json, inputs, outputs, path));
      inputs = outputs;
    }
  }
  return joinLayers(layers);
}

/** A layer of RTNeural's type `activation` becomes the activation of the dense layer in front of it. */
function applyActivation(before: LayerSpec | undefined, json: LayerJson, outputs: number, path: string): void {
  if (before?.type !== 'dense' || before.activation !== 'linear' || before.outputs !== outputs) {
    const problem = 'an activation layer that does not follow a linear dense layer of its size is not supported yet';
    throw new PresetError('unsupported', path, problem);
  }
  before.activation = activationOf(json.activation, path);
}

function readLayer(json: LayerJson, inputs: number, outputs: number, path: string): ReadLayer {
  if (!Object.hasOwn(layerTypes, json.type)) {
    const known = Object.keys(layerTypes).join(', ');
    const problem = `layers of type ${describe(json.type)} are not supported yet`;
    throw new PresetError('unsupported', `${path}.type`, problem, `Supported: ${known}, activation.`);
  }
  const type = layerTypes[json.type];
  const spec: LayerSpec = { type, activation: layerActivation(type, json, path), inputs, outputs };
  if (type === 'gru') spec.resetAfter = json.reset_after ?? !hasOneBias(json.weights);
  const weights = new Float32Array(weightCount(spec));
  const tensors = tensorsOf(spec);
  // Keras leaves the bias out when a layer has none.
  if (json.weights.length !== tensors.length && json.weights.length !== tensors.length - 1) {
    const names = tensors.map((tensor) => `${tensor.name} [${tensor.shape.join('][')}]`).join(', ');
    throw mismatch(`${path}.weights`, `${tensors.length} tensors: ${names}`, json.weights);
  }
  let offset = 0;
  for (const [index, value] of json.weights.entries()) {
    const { shape } = tensors[index];
    flatten(value, shape, `${path}.weights[${index}]`, weights, offset);
    offset += sizeOf(shape);
  }
  return { spec, weights };
}

/** Keras's GRU with reset_after false has one bias, [3H] instead of [2][3H]. */
const hasOneBias = (weights: unknown[]) => Array.isArray(weights[2]) && !Array.isArray(weights[2][0]);

/** gru and lstm are tanh whatever is written: AIDA-X's files say '', Keras's 'tanh'; anything else is another model. */
function layerActivation(type: LayerType, json: LayerJson, path: string): ActivationName {
  if (type === 'rnn') return activationOf(json.activation ?? 'tanh', path);
  const activation = activationOf(json.activation, path);
  if (type === 'dense') return activation;
  if (json.activation && activation !== 'tanh') {
    throw mismatch(`${path}.activation`, `"tanh" or "" for a layer of type ${type}`, json.activation);
  }
  return 'tanh';
}

function activationOf(name = '', path: string): ActivationName {
  if (Object.hasOwn(activations, name)) return activations[name];
  const problem = `the activation ${describe(name)} is not supported yet`;
  const known = Object.keys(activations).slice(1).join(', ');
  throw new PresetError('unsupported', `${path}.activation`, problem, `Supported: ${known}.`);
}

/** The self-test, mono; AIDA-X's tools also nest each sample in an array of its own. */
export function readSelfTest(document: JsonObject): SelfTest | undefined {
  if (document.input_batch === undefined) return undefined;
  const [input, output] = ['input_batch', 'output_batch'].map((field) =>
    readBatch(document[field] as unknown[], field),
  );
  if (input.length !== output.length) {
    throw mismatch('output_batch', `as many samples as input_batch (${input.length})`, output.length);
  }
  return { input, output };
}

function readBatch(samples: unknown[], field: string): Float32Array {
  return Float32Array.from(samples, (sample, index) =>
    floatAt(Array.isArray(sample) ? sample[0] : sample, `${field}[${index}]`, 'Samples must be finite.'),
  );
}
