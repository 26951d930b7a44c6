/** Levels of one recording: clipping, DC, silence, drop-outs and the noise floor. */
import { meanSquare, peakOf, powerToDb } from '../audio/channels.js';

/** Levels are measured in blocks of 20 ms. */
const BLOCK_SECONDS = 0.02;
/** A sound counts as ended when the dry signal has been this quiet ... */
const SILENCE_DB = -70;
/** ... for this long: what is left of the wet signal is then its noise and no tail. */
const TAIL_SECONDS = 0.4;

export interface Clipping {
  peak: number;
  /** Runs of equal extreme samples. */
  runs: number;
  /** Share of all samples that lie in those runs. */
  share: number;
}

/** Sounds rarely hold their very top for three samples; converters and normalised files that were clipped before do. */
const SHORTEST_RUN = 3;
/** A clipped recording touches the same top again and again. */
const FEWEST_RUNS = 3;

function runsAt(samples: Float32Array, level: number): { runs: number; clipped: number } {
  // One step of 16 bits: dither and a later change of format move the top by less.
  const tolerance = 2 ** -16;
  let runs = 0;
  let clipped = 0;
  let length = 0;
  for (let n = 0; n <= samples.length; n++) {
    if (n < samples.length && Math.abs(samples[n] - level) <= tolerance) {
      length++;
      continue;
    }
    if (length >= SHORTEST_RUN) {
      runs++;
      clipped += length;
    }
    length = 0;
  }
  return { runs, clipped };
}

/** Finds flattened tops at any level, since a clipped take may have been turned down later. */
export function measureClipping(samples: Float32Array): Clipping {
  let high = 0;
  let low = 0;
  for (let n = 0; n < samples.length; n++) {
    high = Math.max(high, samples[n]);
    low = Math.min(low, samples[n]);
  }
  const peak = Math.max(high, -low);
  const sides = [high, low].filter((level) => Math.abs(level) > 0.05).map((level) => runsAt(samples, level));
  const runs = sides.reduce((sum, side) => sum + side.runs, 0);
  const clipped = sides.reduce((sum, side) => sum + side.clipped, 0);
  return runs >= FEWEST_RUNS ? { peak, runs, share: clipped / samples.length } : { peak, runs: 0, share: 0 };
}

export function meanOf(samples: Float32Array): number {
  let sum = 0;
  for (let n = 0; n < samples.length; n++) sum += samples[n];
  return samples.length > 0 ? sum / samples.length : 0;
}

/** Level of each 20 ms in dB full scale (RMS); -400 for digital silence. */
export function blockLevelsDb(samples: Float32Array, sampleRate: number): Float64Array {
  const size = Math.max(1, Math.round(BLOCK_SECONDS * sampleRate));
  return Float64Array.from({ length: Math.floor(samples.length / size) }, (_, b) =>
    powerToDb(meanSquare(samples.subarray(b * size, (b + 1) * size))),
  );
}

/** Level of the noise where the dry signal has been silent for a while; undefined when it never is. Both are aligned, DC is left out. */
export function noiseFloorDb(dry: Float32Array, wet: Float32Array, sampleRate: number): number | undefined {
  const levels = blockLevelsDb(dry, sampleRate);
  const size = Math.round(BLOCK_SECONDS * sampleRate);
  const tailBlocks = Math.round(TAIL_SECONDS / BLOCK_SECONDS);
  const powers: number[] = [];
  let silent = 0;
  for (let b = 0; b < levels.length && (b + 1) * size <= wet.length; b++) {
    silent = levels[b] < SILENCE_DB ? silent + 1 : 0;
    if (silent <= tailBlocks) continue;
    const block = wet.subarray(b * size, (b + 1) * size);
    powers.push(meanSquare(block) - meanOf(block) ** 2);
  }
  if (powers.length < 5) return undefined;
  powers.sort((a, b) => a - b);
  // The median: a late tail or a knock on the table must not count.
  return powerToDb(powers[powers.length >> 1]);
}

/** Seconds in which the dry signal plays and the wet one is digitally silent, away from the ends. */
export function dropOutSeconds(dry: Float32Array, wet: Float32Array, sampleRate: number): number {
  const dryLevels = blockLevelsDb(dry, sampleRate);
  const wetLevels = blockLevelsDb(wet, sampleRate);
  let blocks = 0;
  for (let b = 1; b < Math.min(dryLevels.length, wetLevels.length) - 1; b++) {
    if (dryLevels[b] > -45 && wetLevels[b] < -110) blocks++;
  }
  return blocks * BLOCK_SECONDS;
}

export interface Levels {
  peak: number;
  rmsDb: number;
  /** Mean, in full scale. */
  dc: number;
}

export function measureLevels(samples: Float32Array): Levels {
  return { peak: peakOf(samples), rmsDb: powerToDb(meanSquare(samples)), dc: meanOf(samples) };
}
