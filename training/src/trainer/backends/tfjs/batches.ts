// How recordings are cut into sequences, and the samples of a batch of them.
import type { TrainingPair } from '@tonewright/addon';
import type { Random } from '../../../audio/random.js';

/** A stretch of one recording; it may begin before its first sample or end after the last, where nothing counts. */
export interface Sequence {
  pair: TrainingPair;
  start: number;
}

/**
 * Sequences of one length that hold every sample once, in order; with `random` they are mixed, and with `jitter` their
 * borders are at other places each time.
 */
export function cutSequences(pairs: TrainingPair[], length: number, random?: Random, jitter = false): Sequence[] {
  const sequences = pairs.flatMap((pair) => {
    const before = random && jitter ? Math.floor(random() * Math.min(length, pair.audio.length)) : 0;
    const count = Math.ceil((pair.audio.length + before) / length);
    return Array.from({ length: count }, (_, i) => ({ pair, start: i * length - before }));
  });
  return random ? shuffled(sequences, random) : sequences;
}

/** Fisher and Yates's shuffle, in place. */
function shuffled<T>(items: T[], random: Random): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const k = Math.floor(random() * (i + 1));
    [items[i], items[k]] = [items[k], items[i]];
  }
  return items;
}

/** Groups of `lanes` sequences; the last may have fewer. */
export const batchesOf = (sequences: Sequence[], lanes: number): Sequence[][] =>
  Array.from({ length: Math.ceil(sequences.length / lanes) }, (_, i) => sequences.slice(i * lanes, (i + 1) * lanes));

/** Samples of a batch: input [time][lane][channel], target and mask [time][lane]. */
export interface Samples {
  input: Float32Array;
  target: Float32Array;
  mask: Float32Array;
}

/** `steps` samples of every sequence, from `offset` after its start; lanes without a sequence are silent. */
export function gather(batch: Sequence[], lanes: number, offset: number, steps: number, inputGain: number): Samples {
  const inputs = 1 + batch[0].pair.controls.length;
  const samples = {
    input: new Float32Array(steps * lanes * inputs),
    target: new Float32Array(steps * lanes),
    mask: new Float32Array(steps * lanes),
  };
  for (const [lane, { pair, start }] of batch.entries())
    for (let t = 0; t < steps; t++) {
      const [n, at] = [start + offset + t, t * lanes + lane];
      for (const [k, value] of pair.controls.entries()) samples.input[at * inputs + 1 + k] = value;
      if (n < 0 || n >= pair.audio.length) continue;
      samples.input[at * inputs] = inputGain * pair.audio[n];
      samples.target[at] = pair.target[n];
      samples.mask[at] = 1;
    }
  return samples;
}
