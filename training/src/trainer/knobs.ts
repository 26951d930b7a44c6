import { type Control, controlPlace } from '@tonewright/presets';
import { UserError } from '../errors.js';

/** Controls of the preset to train, and where each recording had them. */
export interface Knobs {
  controls: Control[];
  /** [recording][control], 0..1. */
  positions: number[][];
}

interface KnobValues {
  id: string;
  /** In each recording. */
  values: number[];
  /** From the lowest to the highest value where it is not said. */
  min?: number;
  max?: number;
}

/**
 * `drive=0,0.5,1` or, with its range, `drive:0..10=0,5,10`: a knob and its value in each recording.
 * @throws UserError
 */
export function parseKnobs(texts: string[], recordings: number): Knobs {
  return knobsOf(
    texts.map((text) => parseKnob(text, recordings)),
    recordings,
  );
}

/** @throws UserError for values without a range or outside of it */
export function knobsOf(knobs: KnobValues[], recordings: number): Knobs {
  const controls = knobs.map(controlOf);
  return {
    controls,
    positions: Array.from({ length: recordings }, (_, i) =>
      controls.map((control, k) => controlPlace(control, knobs[k].values[i])),
    ),
  };
}

function controlOf({ id, values, min = Math.min(...values), max = Math.max(...values) }: KnobValues): Control {
  if (!(max > min)) throw new UserError(`${id}: expected a range of its values; found ${min} to ${max}.`);
  const outside = values.find((value) => value < min || value > max);
  if (outside !== undefined) throw new UserError(`${id}: expected values from ${min} to ${max}; found ${outside}.`);
  return { id, name: id[0].toUpperCase() + id.slice(1), min, max, default: values[0] };
}

function parseKnob(text: string, recordings: number): KnobValues {
  const wrong = (found: string) =>
    new UserError(
      `--control ${text}: expected <id>=<value for each of the ${recordings} recordings, with commas> or <id>:<min>..<max>=...; ${found}.`,
    );
  const match = /^([A-Za-z][A-Za-z0-9_]*)(?::([-\d.]+)\.\.([-\d.]+))?=(.+)$/.exec(text);
  if (!match) throw wrong('found another form');
  const [, id, low, high, list] = match;
  const values = list.split(',').map(Number);
  if (values.length !== recordings || values.some((value) => !Number.isFinite(value)))
    throw wrong(`found ${values.length} values`);
  return low === undefined ? { id, values } : { id, values, min: Number(low), max: Number(high) };
}
