import type { ActivationName, LayerSpec, ModelSpec } from '@tonewright/presets';
import { UserError } from '../errors.js';
import type { Family } from './families/family.js';
import { sequentialFamilies } from './families/sequential.js';
import { tcn } from './families/tcn.js';
import { wavenet } from './families/wavenet.js';
import { LayerList, sameLayer } from './layerList.js';

const activations: ActivationName[] = [
  ...(['linear', 'tanh', 'relu', 'sigmoid', 'gelu', 'elu', 'leakyRelu', 'prelu', 'silu'] as const),
  ...(['hardTanh', 'hardSwish', 'leakyHardTanh', 'softSign'] as const),
];

/** In the order in which `describeArchitecture` prefers them. */
export const families: Record<string, Family> = { wavenet, tcn, ...sequentialFamilies };

export const architectureHelp =
  'kind:size, joined by + (gru:10, lstm:16x2, rnn:3/relu, conv:8@16/tanh+gru:16, tcn:16x10@3*2, wavenet:a2-lite); ' +
  `kinds ${Object.keys(families).join(', ')}; see docs/architectures.md`;

/** A network to train. */
export interface Architecture {
  layers: LayerSpec[];
  /** Whether the model has a path from input to output beside the layers unless the user says so. */
  skip: boolean;
  /** Gain of the output while the model is trained; it belongs into the last layer afterwards. */
  headGain: number;
  /** Whether its weights begin as those of the linear system that fits the recordings. */
  identified: boolean;
}

interface NamedPart {
  family: Family;
  body: RegExpExecArray;
  activation: ActivationName;
  options: Set<string>;
}

/** One part, `kind:body/activation/option`. @throws UserError */
function readPart(text: string): NamedPart {
  const [head, ...suffixes] = text.trim().split('/');
  const [name, body] = head.split(':');
  const family = Object.hasOwn(families, name) ? families[name] : undefined;
  const match = family?.body.exec(body ?? '');
  if (!family || !match) {
    const expected = family ? `${name}:${family.form}` : architectureHelp;
    throw new UserError(`'${text}' is not an architecture. Expected ${expected}.`);
  }
  const part: NamedPart = { family, body: match, activation: family.activation(body), options: new Set() };
  for (const suffix of suffixes)
    if (family.options?.includes(suffix)) part.options.add(suffix);
    else part.activation = readActivation(text, name, family, suffix);
  return part;
}

function readActivation(text: string, name: string, family: Family, suffix: string): ActivationName {
  const expected = [...activations, ...(family.options ?? [])].join(', ');
  if (!activations.includes(suffix as ActivationName))
    throw new UserError(`'${text}': unknown activation '${suffix}'. Expected one of ${expected}.`);
  const standard = family.activation('');
  if (family.fixedActivation && suffix !== standard)
    throw new UserError(`'${text}': the activation of ${name} is always ${standard}. Leave '/${suffix}' out.`);
  return suffix as ActivationName;
}

/**
 * The network that an `--arch` text names; a linear dense layer to one output ends it unless its last part does.
 * @param inputs channels into the model: the audio and one for each control
 * @throws UserError when the text is not an architecture
 */
export function readArchitecture(text: string, inputs: number): Architecture {
  const parts = text.split('+').map(readPart);
  const list = new LayerList(inputs);
  for (const [i, { family, ...part }] of parts.entries()) family.build(list, { ...part, last: i === parts.length - 1 });
  const { family, body } = parts.at(-1)!;
  const identified = parts.length === 1 && family.identified === true;
  if (identified && inputs > 1) throw new UserError(`'${text}' has no knobs. Leave --control out, or take a gru.`);
  if (!family.ends) list.add({ type: 'dense', outputs: 1 });
  return {
    layers: list.layers,
    skip: !parts.some((part) => part.family.bare),
    headGain: family.headGain?.(body[0]) ?? 1,
    identified,
  };
}

/** The layers that an `--arch` text names. @throws UserError when it is not an architecture */
export const parseArchitecture = (text: string, inputs: number): LayerSpec[] => readArchitecture(text, inputs).layers;

/** The `--arch` text of a model; of one that has none, what it is made of. */
export function describeArchitecture({ layers }: ModelSpec): string {
  const parts: string[] = [];
  let known = 0;
  while (known < layers.length && !isOutput(layers, known)) {
    const best = longestPart(layers, known);
    if (!best) return summary(layers);
    parts.push(best.text);
    known += best.count;
  }
  const text = parts.join('+');
  return known === 0 || sameLayers(parseArchitecture(text, layers[0].inputs), layers) ? text : summary(layers);
}

/** `23 layers: 12 conv, 11 activation`. */
function summary(layers: LayerSpec[]): string {
  const counts = new Map<string, number>();
  for (const { type } of layers) counts.set(type, (counts.get(type) ?? 0) + 1);
  const kinds = [...counts].sort(([, a], [, b]) => b - a).map(([type, count]) => `${count} ${type}`);
  return `${layers.length} layers: ${kinds.join(', ')}`;
}

const sameLayers = (a: LayerSpec[], b: LayerSpec[]) =>
  a.length === b.length && a.every((layer, i) => sameLayer(layer, b[i]));

/** Whether the linear dense layer that ends most models stands there, and nothing else follows. */
const isOutput = (layers: LayerSpec[], index: number) =>
  index === layers.length - 1 &&
  sameLayer(layers[index], { type: 'dense', activation: 'linear', inputs: layers[index].inputs, outputs: 1 });

/** The part that stands for the most of the layers from `from` on. */
function longestPart(layers: LayerSpec[], from: number): { text: string; count: number } | undefined {
  let best: { text: string; count: number } | undefined;
  for (const [name, family] of Object.entries(families))
    for (const guess of family.guesses(layers, from)) {
      const [body, activation, ...options] = guess.split('/');
      const standard = activation === undefined || activation === family.activation(body);
      const text = [`${name}:${body}`, ...(standard ? [] : [activation]), ...options].join('/');
      const count = countBuilt(text, layers, from);
      if (count > (best?.count ?? 0)) best = { text, count };
    }
  return best;
}

/** The layers from `from` on that `text` gives; 0 when it gives others. */
function countBuilt(text: string, layers: LayerSpec[], from: number): number {
  for (const last of [true, false]) {
    const list = new LayerList(layers[0].inputs, layers.slice(0, from));
    try {
      const { family, ...part } = readPart(text);
      family.build(list, { ...part, last });
    } catch {
      return 0;
    }
    const built = list.layers.slice(from);
    const same = sameLayers(built, layers.slice(from, from + built.length));
    if (same && (!last || from + built.length === layers.length)) return built.length;
  }
  return 0;
}
