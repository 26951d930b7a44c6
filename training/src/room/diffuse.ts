/** The diffuse sound: noise by octave bands, each under its own envelope. */
import { type HalfSpectrum, nextPowerOfTwo, type RealFft, realFft } from '../audio/fft.js';
import { seededRandom } from '../audio/random.js';
import { bandCentres, bandGains } from './bands.js';
import type { DiffuseBand } from './document.js';

/** Centres of the third octaves that the diffuse sound is made of, from 25 Hz to 20 kHz. */
export const THIRD_OCTAVE_HZ: readonly number[] = Array.from({ length: 30 }, (_, k) => 1000 * 2 ** ((k - 16) / 3));
/** Time over which an octave's power is evened out, in periods of its width. */
const EVEN_PERIODS = 3;

/** Amplitude of third octave `index` at a frequency: cos^2 over log frequency, all together 1. */
function thirdGain(index: number, hz: number): number {
  const distance = 3 * Math.log2(Math.max(hz, 1e-3) / THIRD_OCTAVE_HZ[index]);
  if (index === 0 && distance < 0) return 1;
  if (index === THIRD_OCTAVE_HZ.length - 1 && distance > 0) return 1;
  return Math.abs(distance) < 1 ? Math.cos((Math.PI / 2) * distance) ** 2 : 0;
}

function movingMean(values: Float64Array, width: number): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let n = 0; n < values.length; n++) sums[n + 1] = sums[n] + values[n];
  return values.map((_, n) => {
    const from = Math.max(0, n - width);
    const to = Math.min(values.length, n + width + 1);
    return (sums[to] - sums[from]) / (to - from);
  });
}

/** Noise of power 1 in each octave band, at all times: its own slow swells, which are wide in narrow bands, are taken out. */
function evenNoise(length: number, sampleRate: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  const fft = realFft(nextPowerOfTwo(length));
  const spectrum = fft.forward(Float64Array.from({ length }, () => 2 * random() - 1));
  const even = new Float64Array(length);
  for (const [band, gains] of bandGains(fft.size, sampleRate).entries()) {
    const powers = gains.map((gain) => gain ** 2);
    const octave = fft.inverse(spectrum, powers).subarray(0, length);
    const widthHz = bandCentres(sampleRate)[band] * Math.SQRT1_2;
    const halfWidth = Math.round((EVEN_PERIODS / 2 / widthHz) * sampleRate);
    const power = movingMean(
      octave.map((x) => x * x),
      halfWidth,
    );
    for (let n = 0; n < length; n++) even[n] += octave[n] / Math.sqrt(power[n] + 1e-12);
  }
  return even;
}

/** The third octaves of such noise, each made when it is asked for. Those without a place below half the sample rate are left out. */
export class DiffuseNoise {
  readonly count: number;
  private readonly fft: RealFft;
  private readonly spectrum: HalfSpectrum;
  private readonly known: Float32Array[] = [];

  /** @param keep for those who render again and again */
  constructor(
    readonly length: number,
    readonly sampleRate: number,
    seed: number,
    private readonly keep = false,
  ) {
    this.fft = realFft(nextPowerOfTwo(length));
    this.spectrum = this.fft.forward(evenNoise(length, sampleRate, seed));
    this.count = THIRD_OCTAVE_HZ.filter((hz) => hz < sampleRate / 2).length;
  }

  third(index: number): Float32Array {
    const known = this.known[index];
    if (known) return known;
    const { fft, spectrum, length, sampleRate, keep } = this;
    const gains = Float64Array.from({ length: fft.size / 2 + 1 }, (_, k) =>
      thirdGain(index, (k * sampleRate) / fft.size),
    );
    const made = Float32Array.from(fft.inverse(spectrum, gains).subarray(0, length));
    if (keep) this.known[index] = made;
    return made;
  }
}

/** Between the points by straight lines, outside of them constant; 0 without points. */
export function interpolate(x: readonly number[], y: readonly number[], at: number): number {
  if (x.length === 0) return 0;
  let k = x.findIndex((value) => value > at);
  if (k === 0) return y[0];
  if (k < 0) return y[y.length - 1];
  k--;
  return y[k] + ((at - x[k]) / (x[k + 1] - x[k])) * (y[k + 1] - y[k]);
}

/** A slope of some milliseconds is 0 in numbers within a second, and nothing can be set in proportion to it. */
const LEAST_POWER = 1e-40;

/** Power of a band `seconds` after the start. */
export function powerAt({ slopes, corrections }: DiffuseBand, seconds: number): number {
  const power = slopes.reduce(
    (sum, { levelDb, rt60Seconds }) => sum + 10 ** (levelDb / 10 - (6 * seconds) / rt60Seconds),
    0,
  );
  return Math.max(power, LEAST_POWER) * 10 ** (interpolate(corrections.seconds, corrections.db, seconds) / 10);
}

/** Where third octave `index` lies among the octave bands: between band and band + 1, at this share of the way. */
export function octavePlace(index: number, bands: number): { band: number; share: number } {
  const position = Math.min(bands - 1, Math.max(0, (index - 1) / 3));
  const band = Math.min(bands - 2, Math.floor(position));
  return { band, share: position - band };
}
