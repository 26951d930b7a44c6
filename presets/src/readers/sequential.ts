// RTNeural's JSON and what AIDA-X and Tonewright add to it: a list of layers with Keras's tensors.
import { isObject, type JsonObject } from '../document.js';
import { describe, mismatch, PresetError } from '../errors.js';
import { checkIndex } from '../graph.js';
import { limits } from '../limits.js';
import { floatAt } from '../tensors.js';
import type { SelfTest } from '../types.js';
import { type LayerJson, layerTypes, readLayer } from './layer.js';
import { merges } from './merge.js';
import { joinLayers, type ReadLayer, type ReadModel, unitsAt } from './model.js';

/** Number of inputs of the model: the last size of `in_shape`. */
export const inputsOf = (document: JsonObject) =>
  unitsAt((document.in_shape as unknown[]).at(-1), 'in_shape', limits.inputs);

/** Reads `layers` of a Tonewright file that passed the schema: each is a layer of the model. */
export function readLayers(document: JsonObject): ReadModel {
  const inputs = inputsOf(document);
  const layers: ReadLayer[] = [];
  for (const [index, json] of (document.layers as LayerJson[]).entries()) {
    const path = `layers[${index}]`;
    for (const field of ['source', 'condition', 'residual'] as const)
      checkIndex(json[field], index, `${path}.${field}`);
    const channels = (at: number) => (at < 0 ? inputs : layers[at].spec.outputs);
    const { source, ...others } = json;
    const named = source === undefined || source === index - 1 ? others : json;
    layers.push(readLayer(named, channels(source ?? index - 1), channels, path));
  }
  return joinLayers(layers);
}

/** Reads `layers` of an RTNeural or AIDA-X file that passed the schema's `sequential`. */
export function readSequential(document: JsonObject): ReadModel {
  let inputs = inputsOf(document);
  const layers: ReadLayer[] = [];
  for (const [index, json] of (document.layers as LayerJson[]).entries()) {
    const path = `layers[${index}]`;
    refuseUnknown(json, path);
    if (Object.hasOwn(merges, json.type)) {
      const outputs = unitsAt(json.shape.at(-1), `${path}.shape`);
      if (outputs !== inputs) throw mismatch(`${path}.shape`, `${inputs}, as the layer before gives`, outputs);
      layers.push(...merges[json.type](layers.pop(), json, inputs, path));
    } else {
      layers.push(readLayer(json, inputs, () => 0, path));
    }
    inputs = layers.at(-1)!.spec.outputs;
  }
  return joinLayers(layers);
}

/** A model of conv2d layers has other shapes all over: this error says more than one about them. */
export function refuseImages({ layers }: JsonObject): void {
  for (const [index, layer] of (Array.isArray(layers) ? layers : []).entries()) {
    if (isObject(layer) && (layer.type === 'conv2d' || layer.type === 'batchnorm2d')) {
      const problem = `layers of type ${layer.type} are not supported`;
      throw new PresetError('unsupported', `layers[${index}].type`, problem, 'A model of audio has conv1d layers.');
    }
  }
}

/** What only our files may say; another player of this file would not play it. */
const own = ['source', 'condition', 'residual', 'initial_state', 'film', 'gate', 'maxpool'];

function refuseUnknown(json: LayerJson, path: string): void {
  const field = own.find((name) => Object.hasOwn(json, name));
  if (field) {
    const problem = 'only Tonewright presets know this field';
    throw new PresetError('unsupported', `${path}.${field}`, problem, 'Add "tonewright": 1 if this is one.');
  }
  if (Object.hasOwn(merges, json.type) || (Object.hasOwn(layerTypes, json.type) && !own.includes(json.type))) return;
  const known = [...Object.keys(layerTypes).filter((name) => !own.includes(name)), 'prelu', 'batchnorm'].join(', ');
  const problem = `layers of type ${describe(json.type)} are not supported`;
  throw new PresetError('unsupported', `${path}.type`, problem, `Supported: ${known}.`);
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
