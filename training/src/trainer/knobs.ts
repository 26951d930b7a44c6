import { type Control, controlPlace } from '@tonewright/presets';
import { UserError } from '../errors.js';

/** Controls of the preset to train, and where each recording had them. */
export interface Knobs {
  controls: Control[];
  /** [recording][control], 0..1. */
  positions: number[][];
}

/**
 * `drive=0,0.5,1` or, with its range, `drive:0..10=0,5,10`: a knob and its value in each recording.
 * @throws UserError
 */
export function parseKnobs(texts: string[], recordings: number): Knobs {
  const knobs = texts.map((text) => parseKnob(text, recordings));
  return {
    controls: knobs.map(({ control }) => control),
    positions: Array.from({ length: recordings }, (_, i) =>
      knobs.map(({ control, values }) => controlPlace(control, values[i])),
    ),
  };
}

function parseKnob(text: string, recordings: number): { control: Control; values: number[] } {
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
  const min = low === undefined ? Math.min(...values) : Number(low);
  const max = high === undefined ? Math.max(...values) : Number(high);
  if (!(max > min)) throw wrong(`found no range: ${min} to ${max}`);
  if (values.some((value) => value < min || value > max)) throw wrong(`found a value outside ${min} to ${max}`);
  return { control: { id, name: id[0].toUpperCase() + id.slice(1), min, max, default: values[0] }, values };
}
