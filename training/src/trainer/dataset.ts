import type { TrainingPair } from '@tonewright/addon';
import { type Alignment, align, causalDelay, estimateAlignment } from '../data/alignment.js';
import { UserError } from '../errors.js';
import type { Pair } from './recordings.js';

/** What to do about the delay between dry and wet: find it, or take a number of samples. */
export type DelayChoice = 'auto' | number;

/** `auto` or a number of samples. @throws UserError */
export function parseDelay(text: string): DelayChoice {
  if (text === 'auto') return text;
  const samples = text === '' ? Number.NaN : Number(text);
  if (Number.isFinite(samples)) return samples;
  throw new UserError(`--delay: expected auto or a number of samples, found '${text}'.`);
}

export interface AlignedPair extends Pair {
  /** wet[n + delaySamples] belonged to dry[n], as it was found (with a fraction) or given. */
  delaySamples: number;
  /** Samples by which the wet recording was moved earlier: a little less than the delay, so that a causal model can follow. */
  shiftSamples: number;
  /** The recordings are joined from takes of this length, before each of which the device was at rest; 0: one take. */
  takeSamples: number;
}

/** Lays the wet recording on the dry one. @throws UserError when the delay cannot be told */
export function alignPair(pair: Pair, delay: DelayChoice, takeSamples = 0): AlignedPair {
  const found = delay === 'auto' ? findDelay(pair) : undefined;
  const delaySamples = found ? found.exactDelaySamples : Number(delay);
  const shiftSamples = found ? causalDelay(found) : Math.round(Number(delay));
  return { ...pair, ...align(pair.dry, pair.wet, shiftSamples), delaySamples, shiftSamples, takeSamples };
}

function findDelay({ name, dry, wet, sampleRate }: Pair): Alignment {
  const alignment = estimateAlignment(dry, wet, sampleRate);
  const { outcome, delaySamples, confidence } = alignment;
  if (outcome === 'found') return alignment;
  if (outcome === 'silent') throw new UserError(`${name}: the dry or the wet recording is silent. Record it again.`);
  throw new UserError(
    `${name}: the delay between dry and wet is not certain (best guess ${delaySamples} samples, confidence ` +
      `${confidence.toFixed(2)}). Check that the two belong together, or name it: --delay ${delaySamples}.`,
  );
}

/** Where the part for validation begins, at the start of a take. */
export function validationStart({ dry, takeSamples }: AlignedPair, share: number): number {
  const start = dry.length - Math.round(dry.length * share);
  return takeSamples ? Math.round(start / takeSamples) * takeSamples : start;
}

/** Cuts each pair in two: the end is for validation, the rest for training. */
export function splitPairs(
  pairs: AlignedPair[],
  share: number,
): { training: TrainingPair[]; validation: TrainingPair[] } {
  const cuts = pairs.map((pair) => validationStart(pair, share));
  return {
    training: pairs.flatMap((pair, i) => trainingPairs(pair, 0, cuts[i])),
    validation: pairs.flatMap((pair, i) => trainingPairs(pair, cuts[i])),
  };
}

/** The takes between two samples. */
export const trainingPairs = (pair: AlignedPair, start = 0, end = pair.dry.length): TrainingPair[] =>
  takesOf(pair, start, end).map(([from, to]) => ({
    audio: pair.dry.subarray(from, to),
    target: pair.wet.subarray(from, to),
    controls: pair.controls,
  }));

/** First sample and end of each take between two samples; one for a recording that is one take. */
export function takesOf({ dry, takeSamples }: AlignedPair, start = 0, end = dry.length): [from: number, to: number][] {
  const length = takeSamples || Math.max(1, end - start);
  const count = Math.ceil((end - start) / length);
  return Array.from({ length: count }, (_, i) => [start + i * length, Math.min(end, start + (i + 1) * length)]);
}
