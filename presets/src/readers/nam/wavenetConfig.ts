// The config of a .nam WaveNet, and the tensors that it asks for.
import { describe, mismatch, PresetError } from '../../errors.js';
import { limits } from '../../limits.js';
import type { GateMode } from '../../types.js';
import type { Activation } from '../layerList.js';
import { unitsAt } from '../model.js';
import { activationAt, checkSlopes } from './activation.js';
import { Fields } from './fields.js';
import { type Matrix, sizeOfMatrix } from './weights.js';

/** Places of feature-wise linear modulation in a layer, in the order of their weights. */
const filmPlaces = [
  'conv_pre_film',
  'conv_post_film',
  'input_mixin_pre_film',
  'input_mixin_post_film',
  'activation_pre_film',
  'activation_post_film',
  'layer1x1_post_film',
  'head1x1_post_film',
] as const;
export type FilmPlace = (typeof filmPlaces)[number];

export interface LayerConfig {
  taps: number;
  dilation: number;
  activation: Activation;
  gate?: { activation: Activation; mode: GateMode };
}

export interface ArrayConfig {
  inputs: number;
  conditionChannels: number;
  channels: number;
  bottleneck: number;
  groupsInput: number;
  groupsMixin: number;
  layer1x1?: { groups: number };
  head1x1?: { groups: number; outputs: number };
  films: Partial<Record<FilmPlace, { shift: boolean; groups: number }>>;
  layers: LayerConfig[];
  head: { outputs: number; taps: number; dilation: number; bias: boolean };
  /** Numbers of channels that the array can be cut to, the last all of them; absent: not slimmable. */
  allowedChannels?: number[];
}

export interface WavenetConfig {
  arrays: ArrayConfig[];
  /** The post-stack head: an activation before each convolution. */
  head?: { activation: Activation; kernels: Matrix[] };
}

/** Channels of an array's head sum. */
const headChannels = ({ head1x1, bottleneck }: ArrayConfig) => head1x1?.outputs ?? bottleneck;

/** Reads the config of a model whose condition has `conditionChannels`; checks that its arrays fit one another. */
export function wavenetConfig(fields: Fields, conditionChannels: number, unknown: string[]): WavenetConfig {
  const arrays = fields.list('layers').map((json, index) => {
    const array = new Fields(json, `${fields.at('layers')}[${index}]`, unknown);
    const config = arrayConfig(array, unknown);
    array.done();
    return config;
  });
  fields.get('head_scale');
  for (const [index, array] of arrays.entries()) {
    const path = `${fields.at('layers')}[${index}]`;
    const before = arrays[index - 1];
    equal(array.conditionChannels, conditionChannels, `${path}.condition_size`, 'the channels of the condition');
    equal(
      array.inputs,
      before?.channels ?? 1,
      `${path}.input_size`,
      before ? 'the channels of the array before' : 'mono',
    );
    if (before)
      equal(headChannels(array), before.head.outputs, path, 'head channels, the head size of the array before');
  }
  return { arrays, ...postStackHead(fields, arrays.at(-1)!.head.outputs, unknown) };
}

function equal(found: number, expected: number, path: string, what: string): void {
  if (found !== expected) throw mismatch(path, `${expected} (${what})`, found);
}

function arrayConfig(fields: Fields, unknown: string[]): ArrayConfig {
  const channels = fields.count('channels');
  const layer1x1 = fields.fields('layer1x1');
  const head1x1 = fields.fields('head1x1');
  const hasLayer1x1 = layer1x1.flag('active', true);
  const config: ArrayConfig = {
    inputs: fields.count('input_size'),
    conditionChannels: fields.count('condition_size'),
    channels,
    bottleneck: fields.count('bottleneck', channels),
    groupsInput: fields.count('groups_input', 1),
    groupsMixin: fields.count('groups_input_mixin', 1),
    ...(hasLayer1x1 ? { layer1x1: { groups: layer1x1.count('groups', 1) } } : {}),
    ...(head1x1.flag('active', false)
      ? { head1x1: { groups: head1x1.count('groups', 1), outputs: head1x1.count('out_channels', channels) } }
      : {}),
    films: filmConfigs(fields),
    layers: [],
    head: arrayHead(fields),
    ...slimmable(fields, channels),
  };
  config.layers = layerConfigs(fields, config.bottleneck, unknown);
  checkArray(config, fields);
  return config;
}

/** What NAM's core refuses too. */
function checkArray({ bottleneck, channels, layer1x1, head1x1, films }: ArrayConfig, fields: Fields): void {
  if (!layer1x1) equal(bottleneck, channels, fields.at('bottleneck'), 'the channels, as there is no layer1x1');
  for (const [place, part] of [['layer1x1', layer1x1] as const, ['head1x1', head1x1] as const]) {
    const film = `${place}_post_film` as const;
    if (films[film] && !part) throw mismatch(fields.at(film), `nothing, as there is no ${place}`, films[film]);
  }
}

function filmConfigs(fields: Fields): ArrayConfig['films'] {
  const films: ArrayConfig['films'] = {};
  for (const place of filmPlaces) {
    if (fields.get(place) === false) continue;
    const film = fields.fields(place);
    const shift = film.flag('shift', true);
    const groups = film.count('groups', 1);
    if (fields.has(place) && film.flag('active', true)) films[place] = { shift, groups };
  }
  return films;
}

function arrayHead(fields: Fields): ArrayConfig['head'] {
  if (!fields.has('head')) {
    return { outputs: fields.count('head_size'), taps: 1, dilation: 1, bias: fields.flag('head_bias') };
  }
  const [head] = [fields.fields('head'), fields.get('head_size'), fields.get('head_bias')];
  return {
    outputs: head.count('out_channels'),
    taps: head.count('kernel_size', undefined, limits.taps),
    dilation: head.count('head_dilation', 1, limits.history),
    bias: head.flag('bias'),
  };
}

/** One value for all layers, or a list of one for each. */
function perLayer(value: unknown, count: number, path: string): unknown[] {
  if (!Array.isArray(value)) return Array(count).fill(value);
  if (value.length !== count) throw mismatch(path, `${count} items, one for each dilation`, value);
  return value;
}

const gateModes: Record<string, GateMode | undefined> = { none: undefined, gated: 'multiply', blended: 'blend' };

function layerConfigs(fields: Fields, bottleneck: number, unknown: string[]): LayerConfig[] {
  const dilations = fields.counts('dilations', limits.history);
  if (dilations.length > limits.layers) throw mismatch(fields.at('dilations'), `at most ${limits.layers}`, dilations);
  if (fields.has('kernel_size') === fields.has('kernel_sizes')) {
    throw mismatch(fields.at('kernel_size'), 'either kernel_size or kernel_sizes', undefined);
  }
  const taps = fields.has('kernel_sizes')
    ? perLayer(fields.list('kernel_sizes'), dilations.length, fields.at('kernel_sizes'))
    : perLayer(fields.get('kernel_size'), dilations.length, fields.at('kernel_size'));
  const activations = perLayer(fields.get('activation'), dilations.length, fields.at('activation'));
  const modes = gateModesOf(fields, dilations.length);
  const seconds = perLayer(fields.get('secondary_activation'), dilations.length, fields.at('secondary_activation'));
  const activation = (json: unknown, path: string) => checkSlopes(activationAt(json, path, unknown), bottleneck, path);
  return dilations.map((dilation, index) => ({
    taps: unitsAt(taps[index], fields.at('kernel_sizes'), limits.taps),
    dilation,
    activation: activation(activations[index], `${fields.at('activation')}[${index}]`),
    ...gateOf(modes[index], () => activation(seconds[index] ?? 'Sigmoid', fields.at('secondary_activation'))),
  }));
}

function gateOf(mode: GateMode | undefined, activation: () => Activation): Pick<LayerConfig, 'gate'> {
  return mode ? { gate: { activation: activation(), mode } } : {};
}

function gateModesOf(fields: Fields, count: number): (GateMode | undefined)[] {
  // Files of before 0.6 have a flag.
  const old = fields.get('gated');
  if (!fields.has('gating_mode'))
    return Array(count).fill(old !== undefined && fields.flag('gated') ? 'multiply' : undefined);
  return perLayer(fields.get('gating_mode'), count, fields.at('gating_mode')).map((mode) => {
    if (typeof mode === 'string' && Object.hasOwn(gateModes, mode)) return gateModes[mode];
    throw mismatch(fields.at('gating_mode'), Object.keys(gateModes).join(', '), mode);
  });
}

function slimmable(fields: Fields, channels: number): Pick<ArrayConfig, 'allowedChannels'> {
  if (!fields.has('slimmable')) return {};
  const slim = fields.fields('slimmable');
  const method = slim.get('method');
  if (method !== 'slice_channels_uniform') {
    const problem = `the method ${describe(method)} is not supported`;
    throw new PresetError('unsupported', slim.at('method'), problem, 'Supported: slice_channels_uniform.');
  }
  const options = slim.fields('kwargs');
  if (!options.has('allowed_channels')) return { allowedChannels: Array.from({ length: channels }, (_, k) => k + 1) };
  const allowedChannels = options.counts('allowed_channels', channels);
  const ascends = allowedChannels.every((count, index) => index === 0 || count > allowedChannels[index - 1]);
  if (!ascends || allowedChannels.at(-1) !== channels) {
    throw mismatch(options.at('allowed_channels'), `ascending numbers up to ${channels}`, allowedChannels);
  }
  return { allowedChannels };
}

function postStackHead(fields: Fields, inputs: number, unknown: string[]): Pick<WavenetConfig, 'head'> {
  if (!fields.has('head')) return {};
  const head = fields.fields('head');
  if (head.has('in_channels')) equal(head.count('in_channels'), inputs, head.at('in_channels'), 'the last head size');
  const taps = head.counts('kernel_sizes', limits.taps);
  const [channels, outputs] = [head.count('channels'), head.count('out_channels')];
  const kernels = taps.map((count, index) => ({
    outputs: index === taps.length - 1 ? outputs : channels,
    inputs: index === 0 ? inputs : channels,
    taps: count,
    groups: 1,
    bias: true,
  }));
  const activation = activationAt(head.get('activation'), head.at('activation'), unknown);
  for (const kernel of kernels) checkSlopes(activation, kernel.inputs, head.at('activation'));
  head.done();
  return { head: { activation, kernels } };
}

/** The tensors of one layer of an array, by name. */
export function layerMatrices(array: ArrayConfig, layer: LayerConfig): [name: string, Matrix][] {
  const { channels, bottleneck, conditionChannels, layer1x1, head1x1 } = array;
  const gated = layer.gate ? 2 * bottleneck : bottleneck;
  const matrix = (outputs: number, inputs: number, groups = 1, bias = true, taps = 1) => ({
    outputs,
    inputs,
    taps,
    groups,
    bias,
  });
  const modulated: Record<FilmPlace, number> = {
    conv_pre_film: channels,
    conv_post_film: gated,
    input_mixin_pre_film: conditionChannels,
    input_mixin_post_film: gated,
    activation_pre_film: gated,
    activation_post_film: bottleneck,
    layer1x1_post_film: channels,
    head1x1_post_film: head1x1?.outputs ?? 0,
  };
  const films = filmPlaces.flatMap((place): [string, Matrix][] => {
    const film = array.films[place];
    return film ? [[place, matrix((film.shift ? 2 : 1) * modulated[place], conditionChannels, film.groups)]] : [];
  });
  return [
    ['conv', matrix(gated, channels, array.groupsInput, true, layer.taps)],
    ['mixin', matrix(gated, conditionChannels, array.groupsMixin, false)],
    ...(layer1x1 ? [['layer1x1', matrix(channels, bottleneck, layer1x1.groups)] as [string, Matrix]] : []),
    ...(head1x1 ? [['head1x1', matrix(head1x1.outputs, bottleneck, head1x1.groups)] as [string, Matrix]] : []),
    ...films,
  ];
}

export const rechannelMatrix = ({ channels, inputs }: ArrayConfig): Matrix => {
  return { outputs: channels, inputs, taps: 1, groups: 1, bias: false };
};

export const headMatrix = (array: ArrayConfig): Matrix => {
  const { outputs, taps, bias } = array.head;
  return { outputs, inputs: headChannels(array), taps, groups: 1, bias };
};

/** Every tensor of a model in the order of the file; head_scale follows. */
export function matricesOf({ arrays, head }: WavenetConfig): Matrix[] {
  const inArrays = arrays.flatMap((array) => [
    rechannelMatrix(array),
    ...array.layers.flatMap((layer) => layerMatrices(array, layer).map(([, matrix]) => matrix)),
    headMatrix(array),
  ]);
  return [...inArrays, ...(head?.kernels ?? [])];
}

/** Numbers in the file; throws where groups do not divide channels. */
export function countWeights(config: WavenetConfig, path: string): number {
  const matrices = matricesOf(config);
  const odd = matrices.find(({ outputs, inputs, groups }) => outputs % groups !== 0 || inputs % groups !== 0);
  if (odd) throw mismatch(path, `groups that divide ${odd.inputs} inputs and ${odd.outputs} outputs`, odd.groups);
  return matrices.reduce((sum, matrix) => sum + sizeOfMatrix(matrix), 1);
}
