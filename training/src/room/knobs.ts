/** A room's knobs as words of the command line. */
import { UserError } from '../errors.js';
import { bandCentres } from './bands.js';
import type { RoomKnobs } from './render.js';

interface Range {
  least: number;
  most: number;
  unit: string;
}

export const knobRanges = {
  size: { least: 0.1, most: 10, unit: 'times the recorded size' },
  rt60: { least: 0.05, most: 20, unit: 'seconds' },
  brightness: { least: -12, most: 12, unit: 'dB per octave' },
  distance: { least: 0.1, most: 10, unit: 'times the recorded distance' },
  predelay: { least: 0, most: 1000, unit: 'milliseconds' },
} satisfies Record<string, Range>;

export type KnobTexts = Partial<Record<keyof typeof knobRanges, string>>;

function numberOf(name: keyof typeof knobRanges, text: string): number {
  const { least, most, unit } = knobRanges[name];
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= least && value <= most) return value;
  throw new UserError(`--${name}: expected ${least} to ${most} ${unit}, found '${text}'.`);
}

/** Seconds, or `125=2.1,1000=1.4`. */
function rt60Of(text: string, sampleRate: number): RoomKnobs['rt60'] {
  if (!text.includes('=')) return numberOf('rt60', text);
  const centres = bandCentres(sampleRate);
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [hz, seconds] = pair.split('=');
      if (!centres.includes(Number(hz)) || seconds === undefined)
        throw new UserError(
          `--rt60: expected bands among ${centres.join(', ')} Hz, as in 125=2.1,1000=1.4; found '${pair}'.`,
        );
      return [Number(hz), numberOf('rt60', seconds)];
    }),
  );
}

/** @throws UserError for a value out of its range */
export function readKnobs(texts: KnobTexts, sampleRate: number): RoomKnobs {
  const knobs: RoomKnobs = {};
  if (texts.size !== undefined) knobs.size = numberOf('size', texts.size);
  if (texts.rt60 !== undefined) knobs.rt60 = rt60Of(texts.rt60, sampleRate);
  if (texts.brightness !== undefined) knobs.brightness = numberOf('brightness', texts.brightness);
  if (texts.distance !== undefined) knobs.distance = numberOf('distance', texts.distance);
  if (texts.predelay !== undefined) knobs.predelaySeconds = numberOf('predelay', texts.predelay) / 1000;
  return knobs;
}
