// WaveNet as Neural Amp Modeler defines it; presets/format.md has its layers in the same order.
import type { ActivationName, LayerSpec } from '@tonewright/presets';
import { UserError } from '../../errors.js';
import type { LayerList } from '../layerList.js';
import { addFilm, dilationsOf, stackForm, stackOf, stackPattern, stackText } from './convolutions.js';
import type { Family, Part } from './family.js';

/** One array of layers: as many as there are dilations. */
interface LayerArray {
  channels: number;
  /** Of all layers, or one for each. */
  taps: number | number[];
  dilations: number[];
}

interface Shape {
  arrays: LayerArray[];
  headTaps: number;
  headGain: number;
  /** tanh by default. */
  activation?: ActivationName;
}

const doubling = (first: number, last: number) =>
  Array.from({ length: Math.log2(last / first) + 1 }, (_, i) => first * 2 ** i);

const a1 = (...arrays: [channels: number, dilations: number[]][]): Shape => ({
  arrays: arrays.map(([channels, dilations]) => ({ channels, dilations, taps: 3 })),
  headTaps: 1,
  headGain: 0.02,
});
/** The smaller shapes of the first generation share their dilations. */
const a1Small = (channels: number) =>
  a1([channels, doubling(1, 64)], [channels / 2, [...doubling(128, 512), ...doubling(1, 512)]]);

const a2Cycle = [1, 3, 7, 17, 41, 101, 239];
const a2 = (channels: number): Shape => ({
  arrays: [
    {
      channels,
      taps: [...Array(14).fill(6), 15, 15, ...Array(7).fill(6)],
      dilations: [...a2Cycle, ...a2Cycle, 1, 13, ...a2Cycle],
    },
  ],
  activation: 'leakyRelu',
  headTaps: 16,
  headGain: 0.01,
});

const named: Record<string, Shape> = {
  'a1-standard': a1([16, doubling(1, 512)], [8, doubling(1, 512)]),
  'a1-lite': a1Small(12),
  'a1-feather': a1Small(8),
  'a1-nano': a1Small(4),
  'a2-full': a2(8),
  'a2-lite': a2(3),
};

const freeHeadGain = 0.02;

/** `16x10,8x10@3*2`: a stack for each array. */
function freeShape(text: string): Shape {
  const arrays = text.split(',').map((array) => {
    const stack = stackOf(new RegExp(`^${stackPattern}$`).exec(array)!, { taps: 3, growth: 2 });
    return { channels: stack.channels, taps: stack.taps, dilations: dilationsOf(stack) };
  });
  if (arrays.length > 16) throw new UserError(`'${text}': expected at most 16 arrays, found ${arrays.length}.`);
  return { arrays, headTaps: 1, headGain: freeHeadGain };
}

/**
 * The layers of all arrays. Each begins with a convolution of one tap (rechannel) of the array before; each layer adds
 * to the array's residual path and to a head sum, which a convolution takes to the next array's channels, or out.
 */
function addArrays(list: LayerList, { arrays, headTaps }: Shape, { activation, options, last }: Part): void {
  let x = list.last;
  let head: number | undefined;
  for (const [a, { channels, taps, dilations }] of arrays.entries()) {
    x = list.add({ type: 'conv', source: x, outputs: channels, taps: 1 });
    for (const [i, dilation] of dilations.entries()) {
      const gated = options.has('gated');
      const film = options.has('film');
      const inner = gated || film ? 'linear' : activation;
      const kernel = { taps: Array.isArray(taps) ? taps[i] : taps, dilation };
      list.add({
        type: 'conv',
        source: x,
        outputs: gated ? 2 * channels : channels,
        ...kernel,
        condition: -1,
        activation: inner,
      });
      if (film) addFilm(list, gated ? 'linear' : activation);
      if (gated) list.add({ type: 'gate', outputs: channels, activation, gateActivation: 'sigmoid' });
      const z = list.last;
      const lastOfAll = a === arrays.length - 1 && i === dilations.length - 1;
      if (!lastOfAll) x = list.add({ type: 'conv', source: z, outputs: channels, taps: 1, residual: x });
      head = head === undefined ? z : list.add({ type: 'activation', source: z, outputs: channels, residual: head });
    }
    head = list.add({
      type: 'conv',
      source: head,
      outputs: arrays[a + 1]?.channels ?? (last ? 1 : channels),
      taps: headTaps,
    });
  }
}

/** Channels and dilations of each array, read off the convolutions that take the model's input as their condition. */
function guesses(layers: LayerSpec[], from: number): string[] {
  const rest = layers.slice(from);
  const mains = rest.filter(({ type, condition }) => type === 'conv' && condition === -1);
  if (mains.length === 0) return [];
  const arrays: LayerSpec[][] = [];
  for (const main of mains)
    if (main.inputs === arrays.at(-1)?.[0].inputs) arrays.at(-1)!.push(main);
    else arrays.push([main]);
  const text = ([{ inputs, taps = 1 }, ...others]: LayerSpec[]) =>
    stackText(inputs, taps, [1, ...others.map(({ dilation = 1 }) => dilation)]);
  const types = ['gate', 'film'].filter((type) => rest.some((layer) => layer.type === type));
  const activated = rest.find(({ type }) => type === types[0]) ?? mains[0];
  const suffix = [activated.activation, ...types.map((type) => (type === 'gate' ? 'gated' : type))].join('/');
  return [...Object.keys(named), arrays.map(text).join(',')].map((body) => `${body}/${suffix}`);
}

export const wavenet: Family = {
  form: `${Object.keys(named).join('|')} or ${stackForm}[,...]`,
  body: new RegExp(`^(?:${Object.keys(named).join('|')}|${stackPattern}(?:,${stackPattern})*)$`),
  activation: (body) => named[body]?.activation ?? 'tanh',
  options: ['gated', 'film'],
  bare: true,
  ends: true,
  headGain: (body) => named[body]?.headGain ?? freeHeadGain,
  build: (list, part) => addArrays(list, named[part.body[0]] ?? freeShape(part.body[0]), part),
  guesses,
};
