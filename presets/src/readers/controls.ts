import { mismatch } from '../errors.js';
import type { Control } from '../types.js';

/** The controls of a preset, one for each model input behind the audio. The schema has checked the types. */
export function readControls(controls: Control[], inputs: number): Control[] {
  if (controls.length !== inputs - 1) {
    throw mismatch('controls', `${inputs - 1} controls for a model of ${inputs} inputs (the first is audio)`, controls);
  }
  const ids = new Set<string>();
  return controls.map(({ id, name, min, max, default: initial, unit }, index) => {
    const path = `controls[${index}]`;
    if (ids.has(id)) throw mismatch(`${path}.id`, 'an id that no other control has', id);
    ids.add(id);
    if (!(min < max)) throw mismatch(`${path}.max`, `a number above min (${min})`, max);
    if (!(initial >= min && initial <= max))
      throw mismatch(`${path}.default`, `a number from ${min} to ${max}`, initial);
    return { id, name, min, max, default: initial, ...(unit === undefined ? {} : { unit }) };
  });
}

/** Controls for a file that has inputs but no names for them; they start at 0, as AIDA-X's do. */
export function unnamedControls(inputs: number, notices: string[]): Control[] {
  if (inputs > 1) notices.push(`The file does not name its ${inputs - 1} controls: they are numbered and start at 0.`);
  return Array.from({ length: inputs - 1 }, (_, index) => {
    return { id: `control${index + 1}`, name: `Control ${index + 1}`, min: 0, max: 1, default: 0 };
  });
}
