/** Finds direct sound and reflections where pulses stand out, and fits their filters together by least squares. */
import { solve } from '../linear/leastSquares.js';
import { type ArrivalShape, arrivalPulses } from './arrivals.js';
import { unwarper } from './dispersion.js';
import type { Arrival } from './document.js';

const MOST_ARRIVALS = 32;
/** Early reflections of rooms lie in here; the echoes of a spring go on. */
const EARLY_SECONDS = 0.1;
const SPRING_SECONDS = 0.55;
/** An arrival is as long as this, and stands out from surroundings that are as long as this. */
const PEAK_SECONDS = 0.0003;
const AROUND_SECONDS = 0.006;
/** It holds at least this share of the loudest one's energy. */
const LEAST_SHARE = 3e-4;
/** What rings behind an arrival in its own filter is not another one. */
const APART_SECONDS = 0.0006;
/** Of the mean diagonal, against filters that fight each other. */
const RIDGE = 3e-3;
/** Of a sample. */
const FRACTIONS = [-0.25, 0, 0.25, 0.5];

function windowPower(samples: ArrayLike<number>, halfWidth: number): Float64Array {
  const sums = new Float64Array(samples.length + 1);
  for (let n = 0; n < samples.length; n++) sums[n + 1] = sums[n] + samples[n] ** 2;
  return Float64Array.from({ length: samples.length }, (_, n) => {
    const from = Math.max(0, n - halfWidth);
    const to = Math.min(samples.length, n + halfWidth + 1);
    return (sums[to] - sums[from]) / (to - from);
  });
}

/** Where pulses stand out, those that are loud and stand out most first: the peak within each. */
function findPeaks(samples: ArrayLike<number>, sampleRate: number): number[] {
  const near = windowPower(samples, Math.round((PEAK_SECONDS / 2) * sampleRate));
  const around = windowPower(samples, Math.round((AROUND_SECONDS / 2) * sampleRate));
  const apart = Math.round(APART_SECONDS * sampleRate);
  const least = LEAST_SHARE * near.reduce((a, b) => Math.max(a, b), 0);
  const standing = near.map((power, n) => (power >= least ? power ** 2 / around[n] : 0));
  const order = [...near.keys()].filter((n) => standing[n] > 0).sort((a, b) => standing[b] - standing[a]);
  const taken = new Uint8Array(samples.length);
  const peaks: number[] = [];
  for (const n of order) {
    if (peaks.length >= MOST_ARRIVALS) break;
    if (taken[n]) continue;
    taken.fill(1, Math.max(0, n - apart), n + apart + 1);
    if (near[n] < around[n]) continue;
    let peak = n;
    const reach = Math.round(PEAK_SECONDS * sampleRate);
    for (let k = Math.max(0, n - reach); k <= Math.min(samples.length - 1, n + reach); k++)
      if (Math.abs(samples[k]) > Math.abs(samples[peak])) peak = k;
    peaks.push(peak);
  }
  return peaks;
}

/** Gains of all columns together: (A' A + ridge) g = A' x. */
function leastSquares(columns: ArrayLike<number>[], samples: Float32Array): Float64Array {
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    let sum = 0;
    for (let n = 0; n < a.length; n++) sum += a[n] * b[n];
    return sum;
  };
  const A = columns.map(() => new Float64Array(columns.length));
  for (let i = 0; i < columns.length; i++)
    for (let j = i; j < columns.length; j++) A[i][j] = A[j][i] = dot(columns[i], columns[j]);
  const mean = A.reduce((sum, row, i) => sum + row[i], 0) / columns.length;
  for (let i = 0; i < columns.length; i++) A[i][i] += RIDGE * mean;
  return solve(
    A,
    Float64Array.from(columns, (column) => dot(column, samples)),
  );
}

const energyOf = (samples: ArrayLike<number>) => {
  let sum = 0;
  for (let n = 0; n < samples.length; n++) sum += samples[n] ** 2;
  return sum;
};

/** The fraction of a sample at which one arrival alone explains most around it. */
function refineTime(peak: number, early: Float32Array, shape: ArrivalShape): number {
  const from = Math.max(0, peak - 16);
  const part = early.subarray(from, from + 256);
  let best = { seconds: peak / shape.sampleRate, left: Number.POSITIVE_INFINITY };
  for (const fraction of FRACTIONS) {
    const local = Math.max(0, peak - from + fraction) / shape.sampleRate;
    const pulses = arrivalPulses(local, part.length, shape);
    const gains = leastSquares(pulses, part);
    const left = energyOf(part.map((x, n) => x - pulses.reduce((sum, pulse, b) => sum + gains[b] * pulse[n], 0)));
    if (left < best.left) best = { seconds: Math.max(0, peak + fraction) / shape.sampleRate, left };
  }
  return best.seconds;
}

/** @param samples from the start of the room on. */
export function fitArrivals(samples: Float32Array, shape: ArrivalShape): Arrival[] {
  const { sampleRate, dispersion } = shape;
  const seconds = dispersion ? SPRING_SECONDS : EARLY_SECONDS;
  const early = samples.slice(0, Math.round(seconds * sampleRate));
  const led = Math.round((dispersion?.ledSeconds ?? 0) * sampleRate);
  const sought = dispersion ? unwarper(early, sampleRate)(dispersion).subarray(led) : early;
  const peaks = findPeaks(sought, sampleRate).sort((a, b) => a - b);
  const times = peaks.map((peak) => (dispersion ? peak / sampleRate : refineTime(peak, early, shape)));
  const columns = times.flatMap((time) => arrivalPulses(time, early.length, shape));
  const gains = leastSquares(columns, early);
  const count = shape.centresHz.length;
  return times.map((time, i) => ({ seconds: time, gains: [...gains.subarray(i * count, (i + 1) * count)] }));
}
