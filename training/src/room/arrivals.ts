/** Direct sound and early reflections: pulses, each through a filter of its own that is a sum of octave bands. */
import { type HalfSpectrum, nextPowerOfTwo, realFft } from '../audio/fft.js';
import { bandCentres, bandGain } from './bands.js';
import { type Dispersion, delayRatio, warpedHz } from './dispersion.js';
import type { Arrival } from './document.js';

/** Below it a reflection is longer than the gaps between them; the lowest band holds what is below, too. */
const LOWEST_HZ = 125;

export const arrivalBands = (sampleRate: number): number[] => bandCentres(sampleRate).filter((hz) => hz >= LOWEST_HZ);

const knownPulses = new Map<string, Float64Array[]>();

/** Amplitudes of the bands' pulses at each bin: of zero phase, and 1 all together, so that equal gains are a pulse. */
function pulseGains(centresHz: readonly number[], size: number, sampleRate: number): Float64Array[] {
  const key = `${centresHz} ${size} ${sampleRate}`;
  let pulses = knownPulses.get(key);
  if (!pulses) {
    pulses = centresHz.map((_, band) =>
      Float64Array.from({ length: size / 2 + 1 }, (_, k) => bandGain(centresHz, band, (k * sampleRate) / size) ** 2),
    );
    knownPulses.set(key, pulses);
  }
  return pulses;
}

/** e^(-j 2 pi `seconds` warped(f)) at every bin, less what decays on the longer ways of a spring. */
function delaySpectrum(seconds: number, size: number, sampleRate: number, dispersion?: Dispersion): HalfSpectrum {
  const delay = new Float64Array(size + 2);
  const led = dispersion?.ledSeconds ?? 0;
  for (let k = 0; k <= size / 2; k++) {
    const hz = (k * sampleRate) / size;
    const extra = (delayRatio(hz, dispersion) - 1) * (seconds + led);
    if (dispersion && extra > dispersion.rt60Seconds) break;
    const gain = dispersion ? 10 ** ((-3 * extra) / dispersion.rt60Seconds) : 1;
    const angle = -2 * Math.PI * ((seconds + led) * warpedHz(hz, dispersion) - led * hz);
    delay[2 * k] = gain * Math.cos(angle);
    delay[2 * k + 1] = gain * Math.sin(angle);
  }
  return delay;
}

export interface ArrivalShape {
  centresHz: readonly number[];
  sampleRate: number;
  dispersion?: Dispersion;
}

/** Adds a spectrum times a gain at each bin. */
function addScaled(sum: HalfSpectrum, spectrum: HalfSpectrum, gains: Float64Array): void {
  for (let at = 0; at < sum.length; at += 2) {
    sum[at] += gains[at >> 1] * spectrum[at];
    sum[at + 1] += gains[at >> 1] * spectrum[at + 1];
  }
}

/** What one arrival sounds like in each band alone, `length` samples from the start on. */
export function arrivalPulses(seconds: number, length: number, shape: ArrivalShape): Float64Array[] {
  const { centresHz, sampleRate, dispersion } = shape;
  const size = nextPowerOfTwo(length + (RING_SECONDS + (dispersion?.rt60Seconds ?? 0)) * sampleRate);
  const delay = delaySpectrum(seconds, size, sampleRate, dispersion);
  return pulseGains(centresHz, size, sampleRate).map((pulse) => {
    const product = new Float64Array(size + 2);
    addScaled(product, delay, pulse);
    return realFft(size).inverse(product).subarray(0, length);
  });
}

/** Around an arrival its filter rings for this long. */
const RING_SECONDS = 0.1;

/** All arrivals, from the start on, until nothing sounds any more. What would ring before the start is left off. */
export function renderArrivals(arrivals: readonly Arrival[], shape: ArrivalShape): Float64Array {
  const { centresHz, sampleRate, dispersion } = shape;
  const last = arrivals.reduce((latest, { seconds }) => Math.max(latest, seconds), 0);
  const length = Math.ceil((last + (dispersion?.rt60Seconds ?? 0) + RING_SECONDS) * sampleRate);
  const size = nextPowerOfTwo(length + RING_SECONDS * sampleRate);
  const pulses = pulseGains(centresHz, size, sampleRate);
  const sum = new Float64Array(size + 2);
  for (const { seconds, gains } of arrivals) {
    const delay = delaySpectrum(seconds, size, sampleRate, dispersion);
    const filter = new Float64Array(size / 2 + 1);
    for (const [band, gain] of gains.entries())
      for (let k = 0; k < filter.length; k++) filter[k] += gain * pulses[band][k];
    addScaled(sum, delay, filter);
  }
  return realFft(size).inverse(sum).subarray(0, length);
}
