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
}

/** Lays the wet recording on the dry one. @throws UserError when the delay cannot be told */
export function alignPair(pair: Pair, delay: DelayChoice): AlignedPair {
  const found = delay === 'auto' ? findDelay(pair) : undefined;
  const delaySamples = found ? found.exactDelaySamples : Number(delay);
  const shiftSamples = found ? causalDelay(found) : Math.round(Number(delay));
  return { ...pair, ...align(pair.dry, pair.wet, shiftSamples), delaySamples, shiftSamples };
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

/** Cuts each pair in two: the end is for validation, the rest for training. */
export function splitPairs(pairs: Pair[], share: number): { training: TrainingPair[]; validation: TrainingPair[] } {
  const training: TrainingPair[] = [];
  const validation: TrainingPair[] = [];
  for (const pair of pairs) {
    const cut = pair.dry.length - Math.round(pair.dry.length * share);
    training.push(trainingPair(pair, 0, cut));
    if (cut < pair.dry.length) validation.push(trainingPair(pair, cut));
  }
  return { training, validation };
}

export const trainingPair = ({ dry, wet, controls }: Pair, start = 0, end = dry.length): TrainingPair => ({
  audio: dry.subarray(start, end),
  target: wet.subarray(start, end),
  controls,
});
