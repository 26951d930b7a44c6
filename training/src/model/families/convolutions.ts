import type { LayerSpec } from '@tonewright/presets';
import { UserError } from '../../errors.js';
import type { LayerList } from '../layerList.js';

/** A stack of dilated convolutions: dilations growth^0 ... growth^(layers - 1), and that `cycles` times. */
export interface Stack {
  channels: number;
  layers: number;
  cycles: number;
  taps: number;
  growth: number;
}

export const stackForm = 'CHANNELS[xLAYERS[xCYCLES]][@TAPS][*GROWTH]';
export const stackPattern = '(\\d+)(?:x(\\d+)(?:x(\\d+))?)?(?:@(\\d+))?(?:\\*(\\d+))?';

/** Layers of one cycle, and cycles, at most. */
const longestStack = 64;

const bounds: [key: keyof Stack, high: number][] = [
  ['channels', 1024],
  ['layers', longestStack],
  ['cycles', longestStack],
  ['taps', 65536],
  ['growth', 1024],
];

/** The numbers of a match of `stackPattern`, those left out from `defaults`. @throws UserError for one out of range */
export function stackOf(match: RegExpExecArray, defaults: { taps: number; growth: number }): Stack {
  const number = (group: number, standard: number) => Number(match[group] ?? standard);
  const stack = {
    channels: number(1, 1),
    layers: number(2, 1),
    cycles: number(3, 1),
    taps: number(4, defaults.taps),
    growth: number(5, defaults.growth),
  };
  for (const [key, high] of bounds)
    if (stack[key] < 1 || stack[key] > high)
      throw new UserError(`'${match[0]}': expected 1 to ${high} ${key}, found ${stack[key]}.`);
  const longest = stack.growth ** (stack.layers - 1);
  if (longest > 2 ** 20)
    throw new UserError(`'${match[0]}': the dilation grows to ${longest}; expected at most ${2 ** 20}.`);
  return stack;
}

export const dilationsOf = ({ layers, cycles, growth }: Stack): number[] =>
  Array.from({ length: layers * cycles }, (_, i) => growth ** (i % layers));

/** The text of a stack with these dilations, if one has them; to be verified. */
export function stackText(channels: number, taps: number, dilations: number[]): string {
  const growth = dilations[1] ?? 1;
  const again = growth > 1 ? dilations.indexOf(1, 1) : -1;
  const layers = again > 0 ? again : dilations.length;
  const cycles = dilations.length / layers;
  if (dilations.length === 1) return `${channels}@${taps}`;
  return `${channels}x${layers}${cycles > 1 ? `x${cycles}` : ''}@${taps}*${growth}`;
}

/** The layers from `from` on, every `stride`th, that are convolutions alike but for their dilation. */
export function convRun(layers: LayerSpec[], from: number, stride = 1): LayerSpec[] {
  const run: LayerSpec[] = [];
  for (let i = from; i < layers.length && run.length < longestStack; i += stride) {
    const { type, outputs, taps, activation } = layers[i];
    const first = layers[from];
    if (type !== 'conv' || outputs !== first.outputs || taps !== first.taps || activation !== first.activation) break;
    run.push(layers[i]);
  }
  return run;
}

export const runText = (run: LayerSpec[]) =>
  stackText(
    run[0].outputs,
    run[0].taps ?? 1,
    run.map(({ dilation = 1 }) => dilation),
  );

/** Scale and shift of every channel of the last layer by the model's input (its audio and its controls), then `activation`. */
export function addFilm(list: LayerList, activation: LayerSpec['activation']): number {
  const modulated = list.last;
  const outputs = list.channels(modulated);
  const condition = list.add({ type: 'conv', source: -1, outputs: 2 * outputs, taps: 1 });
  return list.add({ type: 'film', source: modulated, outputs, condition, activation });
}
