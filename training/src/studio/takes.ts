import { type Knobs, knobsOf } from '../trainer/knobs.js';
import type { NewJob, Recording } from './api.js';
import { Refusal } from './refusal.js';

const controlsOf = ({ source }: Recording): Record<string, number> => source.controls ?? {};

/**
 * The knobs of a device from takes at several settings: those that were not everywhere the same.
 * @throws Refusal when not every take names the same ones; UserError for a value outside its range
 */
export function knobsOfTakes(takes: Recording[], ranges: NewJob['ranges'] = {}): Knobs {
  const [first] = takes;
  const names = Object.keys(controlsOf(first)).sort();
  for (const take of takes) {
    const found = Object.keys(controlsOf(take)).sort();
    if (found.join() !== names.join())
      throw new Refusal(
        409,
        `Expected the same knobs in all takes: ${list(names)} in ${first.name}, found ${list(found)} in ${take.name}. ` +
          'Leave that take out, or record it again with all of them.',
      );
  }
  const values = names.map((id) => ({ id, values: takes.map((take) => controlsOf(take)[id]), ...ranges[id] }));
  const turned = values.filter((knob) => knob.values.some((value) => value !== knob.values[0]));
  if (takes.length > 1 && turned.length === 0)
    throw new Refusal(409, 'Expected takes at several settings of a knob; found all the same. Choose one of them.');
  return knobsOf(turned, takes.length);
}

const list = (names: string[]) => names.join(', ') || 'none';
