/**
 * A decay as a sum of exponentials and a steady noise: m(t) = sum of a_i 10^(-6 t / T_i) + N, fitted to the energies of short intervals.
 *
 * A diffuse decay is Gaussian noise under an envelope, so an interval's energy scatters around m with a standard deviation in proportion to m. The fit
 * is the most likely one for that scatter: it minimises the sum of e / m + ln m (the Itakura-Saito divergence) by Fisher scoring with Levenberg's
 * damping. Every interval counts alike, loud or quiet, and the noise is a parameter, not a threshold.
 */
import { solve } from '../linear/leastSquares.js';

export interface Slope {
  /** Energy per interval at t = 0. */
  energy: number;
  rt60Seconds: number;
}

export interface DecayModel {
  slopes: Slope[];
  /** Energy per interval. */
  noise: number;
  /** Intervals that count: a fade-out behind them was left off. */
  length: number;
}

const DECAY = 6 * Math.LN10; // energy falls by 60 dB in T: e^(-DECAY t / T)
const SHORTEST_RT60 = 0.01;
/** As a multiple of the time seen: what falls by less than 25 dB in it cannot be told from noise. */
const LONGEST_RT60_SHARE = 2.4;
/** A slope starts at most this far above the loudest interval, at the middle of the first one: ln of the ratio. */
const LOUDEST_START = Math.LN2;
const ITERATIONS = 60;
/** Intervals at the end that lie this far below the noise are a fade-out. */
const FADE_RATIO = 1 / 3;
/** A fade-out takes no more of a response than the rest. */
const LEAST_COUNTED = 0.7;

/** ln of: energy and rate (per interval) of each slope, then the noise. */
type Parameters = Float64Array;

function evaluate(parameters: Parameters, t: number, gradient: Float64Array): number {
  let sum = 0;
  for (let i = 0; i + 1 < parameters.length; i += 2) {
    const rate = Math.exp(parameters[i + 1]);
    const value = Math.exp(parameters[i] - rate * t);
    gradient[i] = value;
    gradient[i + 1] = -value * rate * t;
    sum += value;
  }
  const noise = Math.exp(parameters[parameters.length - 1]);
  gradient[parameters.length - 1] = noise;
  return sum + noise;
}

function divergence(parameters: Parameters, energies: Float64Array): number {
  const gradient = new Float64Array(parameters.length);
  let sum = 0;
  for (let k = 0; k < energies.length; k++) {
    const m = evaluate(parameters, k + 0.5, gradient);
    sum += energies[k] / m + Math.log(m);
  }
  return sum;
}

/** The step of Fisher scoring: (F + damping diag F)^-1 times the score. */
function scoringStep(parameters: Parameters, energies: Float64Array, damping: number): Float64Array {
  const n = parameters.length;
  const F = Array.from({ length: n }, () => new Float64Array(n));
  const score = new Float64Array(n);
  const gradient = new Float64Array(n);
  for (let k = 0; k < energies.length; k++) {
    const m = evaluate(parameters, k + 0.5, gradient);
    for (let i = 0; i < n; i++) {
      score[i] += ((energies[k] / m - 1) * gradient[i]) / m;
      for (let j = 0; j < n; j++) F[i][j] += (gradient[i] * gradient[j]) / m ** 2;
    }
  }
  for (let i = 0; i < n; i++) F[i][i] = F[i][i] * (1 + damping) + 1e-9;
  return solve(F, score);
}

function optimise(start: Parameters, energies: Float64Array, rates: [low: number, high: number]): Parameters {
  let best = start;
  let lowest = divergence(best, energies);
  let damping = 1;
  for (let step = 0; step < ITERATIONS && damping < 1e8; step++) {
    const move = scoringStep(best, energies, damping);
    const next = best.map((value, i) => value + Math.min(2, Math.max(-2, move[i])));
    for (let i = 0; i + 1 < next.length; i += 2) {
      next[i + 1] = Math.min(rates[1], Math.max(rates[0], next[i + 1]));
      next[i] = Math.min(LOUDEST_START + 0.5 * Math.exp(next[i + 1]), next[i]);
    }
    const found = divergence(next, energies);
    if (found < lowest) {
      const gain = lowest - found;
      [best, lowest, damping] = [next, found, Math.max(1e-6, damping / 4)];
      if (gain < 1e-7) break;
    } else damping *= 4;
  }
  return best;
}

const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);

/** A first guess: the whole falls from the mean of the first intervals to that of the last. */
function guess(energies: Float64Array, slopes: number): Parameters {
  const part = Math.max(1, Math.floor(energies.length / 10));
  const first = mean(energies.subarray(0, part));
  const noise = Math.max(mean(energies.subarray(-part)), 1e-14 * first);
  const above = energies.findIndex((_, k) => mean(energies.subarray(k, k + 3)) < 4 * noise);
  const fall = Math.max(3, above < 0 ? energies.length : above);
  const rate = Math.max(0.1, Math.log(first / noise) - 1.4) / fall;
  const parameters = new Float64Array(2 * slopes + 1);
  for (let i = 0; i < slopes; i++) {
    const spread = slopes === 1 ? 1 : 2 ** (1 - (2 * i) / (slopes - 1));
    parameters[2 * i] = Math.log((first * Math.exp((rate * part) / 2)) / slopes);
    parameters[2 * i + 1] = Math.log(rate * spread);
  }
  parameters[2 * slopes] = Math.log(noise / 2);
  return parameters;
}

/** A second slope must raise the log likelihood by this much: twice the Akaike criterion's price of its two parameters. */
const SECOND_SLOPE_GAIN = 4;

/**
 * One slope, or two where the energies say so.
 * @param energies of intervals that follow each other; the first starts at t = 0.
 */
export function fitDecay(energies: Float64Array, intervalSeconds: number): DecayModel {
  const [one, two] = [1, 2].map((slopes) => fitSlopes(energies, intervalSeconds, slopes));
  const counted = energies.subarray(0, Math.min(one.length, two.length));
  const model = (of: DecayModel) => counted.map((_, k) => decayAt(of, intervalSeconds, k) + of.noise);
  const [m1, m2] = [model(one), model(two)];
  let [scatter, gain] = [0, 0];
  for (const [k, energy] of counted.entries()) {
    scatter += (energy / m2[k] - 1) ** 2 / counted.length;
    gain += energy / m1[k] + Math.log(m1[k]) - energy / m2[k] - Math.log(m2[k]);
  }
  // The scatter is one over the degrees of freedom of an interval, each of which counts.
  return gain > SECOND_SLOPE_GAIN * scatter ? two : one;
}

function fitSlopes(energies: Float64Array, intervalSeconds: number, slopes: number): DecayModel {
  const rateOf = (rt60: number) => Math.log((DECAY * intervalSeconds) / rt60);
  const seconds = energies.length * intervalSeconds;
  const rates: [number, number] = [rateOf(LONGEST_RT60_SHARE * seconds), rateOf(SHORTEST_RT60)];
  const scale = energies.reduce((a, b) => Math.max(a, b), 0) || 1;
  // A floor of -160 dB keeps digital silence finite.
  let counted = energies.map((energy) => energy / scale + 1e-16);
  let parameters = optimise(guess(counted, slopes), counted, rates);
  for (let trims = 0; trims < 4; trims++) {
    const length = lengthBeforeFade(Math.exp(parameters[2 * slopes]), counted, LEAST_COUNTED * energies.length);
    if (length === counted.length) break;
    counted = counted.subarray(0, length);
    parameters = optimise(guess(counted, slopes), counted, rates);
  }
  const found = Array.from({ length: slopes }, (_, i) => ({
    energy: scale * Math.exp(parameters[2 * i]),
    rt60Seconds: (DECAY * intervalSeconds) / Math.exp(parameters[2 * i + 1]),
  }));
  found.sort((a, b) => a.rt60Seconds - b.rt60Seconds);
  return { slopes: found, noise: scale * Math.exp(parameters[2 * slopes]), length: counted.length };
}

function lengthBeforeFade(noise: number, energies: Float64Array, least: number): number {
  const isBelow = (k: number) => mean(energies.subarray(Math.max(0, k - 2), k + 1)) < FADE_RATIO * noise;
  let length = energies.length;
  while (length > least && isBelow(length - 1)) length--;
  return length;
}

/** Energy per interval of the slopes alone, at interval `k`. */
export function decayAt(model: DecayModel, intervalSeconds: number, k: number): number {
  return model.slopes.reduce(
    (sum, { energy, rt60Seconds }) => sum + energy * Math.exp((-DECAY * (k + 0.5) * intervalSeconds) / rt60Seconds),
    0,
  );
}

/** What the slopes hold from interval `k` on, for ever. */
export function decayFrom(model: DecayModel, intervalSeconds: number, k: number): number {
  return model.slopes.reduce((sum, { energy, rt60Seconds }) => {
    const rate = (DECAY * intervalSeconds) / rt60Seconds;
    return sum + (energy * Math.exp(-rate * k)) / rate;
  }, 0);
}
