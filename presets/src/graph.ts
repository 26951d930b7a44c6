// The rules of a list of layers: what each may read, how wide it is, and how far back the whole reaches.
// native/preset/graph.cpp holds the same rules.
import { mismatch } from './errors.js';
import { limits } from './limits.js';
import { weightCount } from './parameters.js';
import type { LayerSpec, LayerType, ModelSpec } from './types.js';

/** The index of the model's input, where a layer's index is asked for. */
export const modelInput = -1;

/** The layer that layer `index` reads, or `modelInput`. */
export const sourceOf = (layer: LayerSpec, index: number) => layer.source ?? index - 1;

/** Channels that layer `index` gives, or the model's inputs for `modelInput`. */
const channelsOf = (layers: LayerSpec[], index: number) =>
  index === modelInput ? layers[0].inputs : layers[index].outputs;

/** Samples back that a layer reaches by itself. */
const historyOf = ({ taps = 1, dilation = 1 }: LayerSpec) => (taps - 1) * dilation;

/** Types that take each of the fields that not all take. */
const takers: Record<'condition' | 'residual' | 'initialState', LayerType[]> = {
  condition: ['conv', 'film'],
  residual: ['conv', 'activation'],
  initialState: ['rnn', 'gru', 'lstm'],
};

/** Types whose outputs are their inputs, one by one. */
const elementwise: LayerType[] = ['activation', 'film', 'maxPool'];

/**
 * Throws PresetError unless the layers are a model that a player can run: sources further up the list, channels that
 * fit, one output (unless it may have more, of which the first is the audio), and every size within the limits.
 */
export function checkGraph(layers: LayerSpec[], mayHaveOutputs = false): void {
  if (layers.length === 0 || layers.length > limits.layers) {
    throw mismatch('layers', `1 to ${limits.layers} layers`, layers);
  }
  for (const index of layers.keys()) {
    checkSources(layers, index, `layers[${index}]`);
    checkChannels(layers, index, `layers[${index}]`);
  }
  const { outputs } = layers.at(-1)!;
  if (outputs !== 1 && !mayHaveOutputs) throw mismatch('layers', 'a last layer of one output (the audio)', outputs);
  checkSize('weights', sum(layers, weightCount));
  checkSize(
    'historyFloats',
    sum(layers, (layer) => historyOf(layer) * layer.inputs),
  );
  checkSize('history', longestHistory(layers));
}

/** Throws PresetError when a player would be busy for long before the audio: with settling and the self-test. */
export function checkStart({ layers, settleSamples = 0 }: ModelSpec, selfTestSamples: number): void {
  checkSize('startWork', sum(layers, costOf) * (settleSamples + selfTestSamples));
}

/** Multiply-adds, or what takes as long, for each sample. */
const costOf = (layer: LayerSpec) =>
  weightCount(layer) + layer.outputs * (layer.type === 'maxPool' ? (layer.taps ?? 1) : 1);

const sum = (layers: LayerSpec[], sizeOfLayer: (layer: LayerSpec) => number) =>
  layers.reduce((total, layer) => total + sizeOfLayer(layer), 0);

const sizes = {
  weights: 'weights',
  historyFloats: 'floats of past samples ((taps - 1) * dilation * inputs of all layers)',
  history: 'samples of history ((taps - 1) * dilation along the longest path)',
  startWork: 'multiply-adds in settle_samples and self-test together',
};

function checkSize(limit: keyof typeof sizes, found: number): void {
  if (found > limits[limit]) throw mismatch('layers', `at most ${limits[limit]} ${sizes[limit]}`, found);
}

/** Throws unless `found` is absent or names something that layer `index` may read. */
export function checkIndex(found: unknown, index: number, path: string): void {
  if (found === undefined) return;
  if (!Number.isInteger(found) || (found as number) < modelInput || (found as number) >= index) {
    throw mismatch(path, `the index of a layer further up or -1 (the model's input)`, found);
  }
}

function checkSources(layers: LayerSpec[], index: number, path: string): void {
  const layer = layers[index];
  for (const field of ['source', 'condition', 'residual'] as const) {
    checkIndex(layer[field], index, `${path}.${field}`);
  }
  for (const [field, types] of Object.entries(takers)) {
    const value = layer[field as keyof typeof takers];
    if (value !== undefined && value !== false && !types.includes(layer.type)) {
      throw mismatch(`${path}.${field}`, `nothing: only layers of type ${types.join(', ')} take it`, value);
    }
  }
}

function checkChannels(layers: LayerSpec[], index: number, path: string): void {
  const layer = layers[index];
  const { type, inputs, outputs, groups = 1 } = layer;
  const given = channelsOf(layers, sourceOf(layer, index));
  if (inputs !== given) throw mismatch(path, `${given} inputs, as its source gives`, inputs);
  if (elementwise.includes(type) && inputs !== outputs) throw mismatch(path, `${inputs} outputs`, outputs);
  if (type === 'gate' && inputs !== 2 * outputs)
    throw mismatch(path, `${inputs / 2} outputs (a pair for each)`, outputs);
  if (type === 'conv' && (inputs % groups !== 0 || outputs % groups !== 0)) {
    throw mismatch(`${path}.groups`, `a divisor of ${inputs} inputs and ${outputs} outputs`, groups);
  }
  if (layer.residual !== undefined && channelsOf(layers, layer.residual) !== outputs) {
    throw mismatch(`${path}.residual`, `a layer of ${outputs} channels`, channelsOf(layers, layer.residual));
  }
  const channels = layer.condition === undefined ? 0 : channelsOf(layers, layer.condition);
  if ((layer.conditionChannels ?? 0) !== channels) {
    throw mismatch(`${path}.condition`, `${layer.conditionChannels ?? 0} channels`, channels);
  }
  if (type === 'film' && channels !== outputs && channels !== 2 * outputs) {
    throw mismatch(
      `${path}.condition`,
      `a layer of ${outputs} channels (scale) or ${2 * outputs} (and shift)`,
      channels,
    );
  }
}

/** Samples before the present one that the last layer's output depends on, recurrence left aside. */
export function longestHistory(layers: LayerSpec[]): number {
  const reach: number[] = [];
  for (const [index, layer] of layers.entries()) {
    const parents = [sourceOf(layer, index), layer.condition, layer.residual];
    const longest = Math.max(...parents.map((parent) => (parent === undefined ? 0 : (reach[parent] ?? 0))));
    reach.push(longest + historyOf(layer));
  }
  return reach.at(-1) ?? 0;
}
