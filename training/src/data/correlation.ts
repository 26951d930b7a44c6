/**
 * Cross-correlation of a dry and a wet signal by windows, whitened by the coherence.
 *
 * Plain correlation of a guitar with itself has broad, periodic peaks; whitening makes them sharp. The smoothed coherence transform
 * (SCOT; Knapp & Carter, "The generalized correlation method for estimation of time delay", IEEE TASSP 24(4), 1976) divides the cross spectrum,
 * summed over windows, by the geometric mean of both power spectra. What is left of each bin is its coherence: bins that distortion or noise fills
 * count little, and the sign of the peak is the polarity.
 */
import { type HalfSpectrum, hannWindow, nextPowerOfTwo, type RealFft, realFft } from '../audio/fft.js';

export interface CorrelationPeak {
  /** wet[n + delaySamples] belongs to dry[n]; with a fraction. */
  delaySamples: number;
  polarity: 1 | -1;
  /** Height of the peak over the RMS of the correlation elsewhere: unrelated signals reach about 5. */
  sharpness: number;
  /** Largest other peak, more than 2 ms away, as a share of this one. */
  rival: number;
}

export interface CorrelationWindow extends CorrelationPeak {
  /** Where the window starts in the dry signal. */
  start: number;
  length: number;
}

export interface Correlation {
  peak: CorrelationPeak;
  windows: CorrelationWindow[];
}

export interface CorrelationOptions {
  sampleRate: number;
  /** The delays searched are centre - reach .. centre + reach. */
  centreSamples: number;
  reachSamples: number;
}

/** 1.4 s at 48 kHz: a phrase of several notes. */
const WINDOW_LENGTH = 65536;
const MAX_WINDOWS = 14;
/** Windows this far below the loudest say nothing. */
const QUIET_SHARE = 1e-4;
const LOWEST_HZ = 40;
/** Peaks this near are one: a filter's impulse response is that long. */
const APART_SECONDS = 0.002;

/** Windows that hold sound, spread over the dry signal: the loudest of each of up to MAX_WINDOWS stretches. */
function chooseWindows(dry: Float32Array, length: number): number[] {
  const step = Math.max(1, Math.floor(length / 2));
  const candidates: { start: number; energy: number }[] = [];
  for (let start = 0; start === 0 || start + length <= dry.length; start += step) {
    let energy = 0;
    const end = Math.min(dry.length, start + length);
    for (let n = start; n < end; n++) energy += dry[n] * dry[n];
    candidates.push({ start, energy });
  }
  const loudest = Math.max(...candidates.map(({ energy }) => energy));
  const stretch = Math.max(1, candidates.length / MAX_WINDOWS);
  const chosen: number[] = [];
  for (let from = 0; Math.round(from) < candidates.length; from += stretch) {
    const group = candidates.slice(Math.round(from), Math.round(from + stretch));
    const best = group.reduce((a, b) => (b.energy > a.energy ? b : a), group[0]);
    if (best && best.energy > QUIET_SHARE * loudest) chosen.push(best.start);
  }
  return chosen;
}

interface WindowSpectra {
  start: number;
  /** conj(dry) * wet */
  cross: HalfSpectrum;
}

interface SpectraSums {
  windows: WindowSpectra[];
  cross: HalfSpectrum;
  dryPower: Float64Array;
  wetPower: Float64Array;
}

/** The dry window, faded in and out, against all of the wet signal that it may have become. */
function windowSpectra(
  fft: RealFft,
  dry: Float32Array,
  wet: Float32Array,
  start: number,
  fade: Float64Array,
  options: CorrelationOptions,
  sums: SpectraSums,
): void {
  const { centreSamples, reachSamples } = options;
  const faded = new Float64Array(fade.length);
  for (let n = 0; n < fade.length && start + n < dry.length; n++) faded[n] = dry[start + n] * fade[n];
  const around = new Float64Array(fade.length + 2 * reachSamples);
  const wetStart = start + centreSamples - reachSamples;
  for (let n = Math.max(0, -wetStart); n < around.length && wetStart + n < wet.length; n++)
    around[n] = wet[wetStart + n];
  const D = fft.forward(faded);
  const W = fft.forward(around);
  const cross = new Float64Array(D.length);
  for (let k = 0, at = 0; at < D.length; k++, at += 2) {
    cross[at] = D[at] * W[at] + D[at + 1] * W[at + 1];
    cross[at + 1] = D[at] * W[at + 1] - D[at + 1] * W[at];
    sums.cross[at] += cross[at];
    sums.cross[at + 1] += cross[at + 1];
    sums.dryPower[k] += D[at] ** 2 + D[at + 1] ** 2;
    sums.wetPower[k] += W[at] ** 2 + W[at + 1] ** 2;
  }
  sums.windows.push({ start, cross });
}

/** Mean over neighbouring bins: one window alone would be fully coherent with anything. */
function smoothed(values: Float64Array, halfWidth: number): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let k = 0; k < values.length; k++) sums[k + 1] = sums[k] + values[k];
  return values.map((_, k) => {
    const from = Math.max(0, k - halfWidth);
    const to = Math.min(values.length, k + halfWidth + 1);
    return (sums[to] - sums[from]) / (to - from);
  });
}

/** 1 / sqrt(dry power * wet power), 0 below the audible bins. */
function scotWeights(sums: SpectraSums, lowestBin: number): Float64Array {
  const dryPower = smoothed(sums.dryPower, 8);
  const wetPower = smoothed(sums.wetPower, 8);
  // A floor at -100 dB keeps digital silence between partials from being blown up to full weight.
  const floor = (power: Float64Array) => 1e-10 * power.reduce((a, b) => Math.max(a, b), 1e-30);
  const dryFloor = floor(dryPower);
  const wetFloor = floor(wetPower);
  return dryPower.map((power, k) => (k < lowestBin ? 0 : 1 / Math.sqrt((power + dryFloor) * (wetPower[k] + wetFloor))));
}

function weighted(cross: HalfSpectrum, weights: Float64Array): HalfSpectrum {
  return cross.map((value, at) => value * weights[at >> 1]);
}

/** Band-limited value between the samples: a Hann-windowed sinc of 16 taps. */
function interpolate(samples: Float64Array, position: number): number {
  const centre = Math.floor(position);
  let sum = 0;
  for (let n = centre - 7; n <= centre + 8; n++) {
    const x = position - n;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    sum += samples[(n + samples.length) % samples.length] * sinc * Math.cos((Math.PI * x) / 17) ** 2;
  }
  return sum;
}

/** Golden-section search for the top near a sample. */
function refinePeak(samples: Float64Array, index: number, polarity: 1 | -1): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let low = index - 1;
  let high = index + 1;
  for (let step = 0; step < 24; step++) {
    const a = high - ratio * (high - low);
    const b = low + ratio * (high - low);
    if (polarity * interpolate(samples, a) > polarity * interpolate(samples, b)) high = b;
    else low = a;
  }
  return (low + high) / 2;
}

/** `lags[i]` is the correlation at delay centre - reach + i. */
function findPeak(lags: Float64Array, options: CorrelationOptions): CorrelationPeak {
  const searched = 2 * options.reachSamples + 1;
  let top = 0;
  for (let i = 1; i < searched; i++) if (Math.abs(lags[i]) > Math.abs(lags[top])) top = i;
  const apart = Math.round(APART_SECONDS * options.sampleRate);
  let rival = 0;
  let energy = 0;
  let count = 0;
  for (let i = 0; i < searched; i++) {
    if (Math.abs(i - top) <= apart) continue;
    rival = Math.max(rival, Math.abs(lags[i]));
    energy += lags[i] ** 2;
    count++;
  }
  const height = Math.abs(lags[top]);
  const rms = Math.sqrt(energy / Math.max(1, count));
  const polarity = lags[top] >= 0 ? 1 : -1;
  return {
    delaySamples: refinePeak(lags, top, polarity) - options.reachSamples + options.centreSamples,
    polarity,
    sharpness: rms > 0 ? height / rms : 0,
    rival: height > 0 ? rival / height : 1,
  };
}

/** Correlates over the chosen range of delays; undefined when either signal is silent. */
export function correlate(dry: Float32Array, wet: Float32Array, options: CorrelationOptions): Correlation | undefined {
  const length = Math.min(WINDOW_LENGTH, nextPowerOfTwo(dry.length / 2));
  const fft = realFft(nextPowerOfTwo(length + 2 * options.reachSamples));
  const fade = hannWindow(length);
  const sums: SpectraSums = {
    windows: [],
    cross: new Float64Array(fft.size + 2),
    dryPower: new Float64Array(fft.binCount),
    wetPower: new Float64Array(fft.binCount),
  };
  for (const start of chooseWindows(dry, length)) windowSpectra(fft, dry, wet, start, fade, options, sums);
  const isSilent = (power: Float64Array) => !power.some((value) => value > 1e-20);
  if (sums.windows.length === 0 || isSilent(sums.dryPower) || isSilent(sums.wetPower)) return undefined;
  const weights = scotWeights(sums, Math.ceil((LOWEST_HZ * fft.size) / options.sampleRate));
  const peakOf = (cross: HalfSpectrum) => findPeak(fft.inverse(weighted(cross, weights)), options);
  return {
    peak: peakOf(sums.cross),
    windows: sums.windows.map(({ start, cross }) => ({ start, length, ...peakOf(cross) })),
  };
}
