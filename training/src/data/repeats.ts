/**
 * Does the device do the same thing twice? A capture signal plays one passage two times; the two answers of the device differ by its noise, its
 * slow state and whatever somebody turned in between. No model can come closer to the recording than the recording comes to itself.
 */
import { peakOf } from '../audio/channels.js';

/** dry[first + n] == dry[second + n] for n < length */
export interface RepeatedPassage {
  first: number;
  second: number;
  length: number;
}

const SHORTEST_SECONDS = 0.5;
const ANCHOR_REACH = 48;

/** Places that look alike in any copy of a passage: samples larger than their neighbours for 48 samples around. */
function findAnchors(samples: Float32Array): number[] {
  const loudEnough = 0.02 * peakOf(samples);
  const anchors: number[] = [];
  for (let n = ANCHOR_REACH; n < samples.length - ANCHOR_REACH; n++) {
    if (samples[n] < loudEnough || samples[n] <= samples[n - 1] || samples[n] < samples[n + 1]) continue;
    let k = 2;
    while (k <= ANCHOR_REACH && samples[n] > samples[n - k] && samples[n] > samples[n + k]) k++;
    if (k > ANCHOR_REACH) anchors.push(n);
  }
  return anchors;
}

/** The distance at which most anchors, with their neighbours, occur again. */
function commonDistance(samples: Float32Array, anchors: number[], shortest: number): number | undefined {
  const seen = new Map<string, number[]>();
  const votes = new Map<number, number>();
  for (const n of anchors) {
    const key = `${samples[n - 1]},${samples[n]},${samples[n + 1]}`;
    const earlier = seen.get(key) ?? [];
    for (const at of earlier) if (n - at >= shortest) votes.set(n - at, (votes.get(n - at) ?? 0) + 1);
    // A steady tone would fill the list with its periods.
    if (earlier.length < 8) seen.set(key, [...earlier, n]);
  }
  const best = [...votes].sort((a, b) => b[1] - a[1])[0];
  return best && best[1] >= 5 ? best[0] : undefined;
}

/** The longest stretch that occurs again at that distance, with sound in it. */
function longestRun(samples: Float32Array, distance: number): RepeatedPassage {
  let best = { first: 0, second: distance, length: 0 };
  let start = 0;
  for (let n = 0; n <= samples.length - distance; n++) {
    if (n < samples.length - distance && samples[n] === samples[n + distance]) continue;
    if (n - start > best.length && peakOf(samples.subarray(start, n)) > 0) {
      best = { first: start, second: start + distance, length: n - start };
    }
    start = n + 1;
  }
  return best;
}

/** Finds a passage that the dry signal plays twice, sample for sample, at least half a second long. */
export function findRepeat(dry: Float32Array, sampleRate: number): RepeatedPassage | undefined {
  const shortest = Math.round(SHORTEST_SECONDS * sampleRate);
  const distance = commonDistance(dry, findAnchors(dry), shortest);
  if (distance === undefined) return undefined;
  const passage = longestRun(dry, distance);
  // Both copies without overlap.
  passage.length = Math.min(passage.length, distance);
  return passage.length >= shortest ? passage : undefined;
}

/**
 * Error-to-signal ratio between the device's two answers; `wet` is aligned with the dry signal. The first fifth is left out: there the device
 * still answers to what came before. Undefined when the wet signal ends before the passage does or is silent in it.
 */
export function repeatError(wet: Float32Array, { first, second, length }: RepeatedPassage): number | undefined {
  if (second + length > wet.length) return undefined;
  let error = 0;
  let energy = 0;
  for (let n = Math.floor(length / 5); n < length; n++) {
    error += (wet[first + n] - wet[second + n]) ** 2;
    energy += (wet[first + n] ** 2 + wet[second + n] ** 2) / 2;
  }
  return energy > 0 ? error / energy : undefined;
}
