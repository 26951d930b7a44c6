// The parameters of every player of presets: those of the signal chain around the model, and the player's own.
import table from '@tonewright/presets/parameters.json' with { type: 'json' };
import type { ParameterId } from './parameterId.js';
import type { Control, Preset } from './types.js';

export type { ParameterId } from './parameterId.js';

/** How a knob's way from 0 to 1 maps to values: a switch is 0, off, or 1, on; a choice the index of one of `choices`. */
export type Taper = 'linear' | 'log' | 'switch' | 'choice';

export interface ChainParameter {
  id: ParameterId;
  name: string;
  /** 'dB', 'ms', '%', 'dBu', or '' for none. */
  unit: string;
  min: number;
  max: number;
  default: number;
  taper: Taper;
  /** Of a choice, from value 0 on. */
  choices?: string[];
  /** What the lowest value is called. */
  atMin?: string;
  /** Whether a preset's `chain` may say it; the others belong to the player. */
  inPreset?: boolean;
  /** What it does, in a sentence. */
  description: string;
}

/** All of them, in the order of the table. native/engine/chain/parameters.hpp is the same in C++. */
export const chainParameters = table as readonly ChainParameter[];

/** What a preset sets of the signal chain, in the order of the table. */
export const chainValuesOf = ({ chain = {} }: Pick<Preset, 'chain'>) =>
  chainParameters.flatMap(({ id, inPreset }) => {
    const value = chain[id];
    return inPreset && value !== undefined ? [{ id, value }] : [];
  });

const isWhole = ({ taper }: ChainParameter) => taper === 'switch' || taper === 'choice';

/** The nearest value that the parameter can have; its default for NaN. */
export function limited(parameter: ChainParameter, value: number): number {
  if (Number.isNaN(value)) return parameter.default;
  const inside = Math.min(Math.max(value, parameter.min), parameter.max);
  return isWhole(parameter) ? Math.round(inside) : inside;
}

/** The place, 0 to 1, of a value on the knob. */
export function normalised(parameter: ChainParameter, value: number): number {
  const { min, max, taper } = parameter;
  const inside = limited(parameter, value);
  return taper === 'log' ? Math.log(inside / min) / Math.log(max / min) : (inside - min) / (max - min);
}

/** The value at a place, 0 to 1, of the knob. */
export function valueAt(parameter: ChainParameter, place: number): number {
  const { min, max, taper } = parameter;
  return limited(parameter, taper === 'log' ? min * (max / min) ** place : min + place * (max - min));
}

/** What the model is given for a value of a preset's own control: its place from 0 to 1. */
export const controlPlace = ({ min, max }: Pick<Control, 'min' | 'max'>, value: number): number =>
  (value - min) / (max - min);
