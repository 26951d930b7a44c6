/**
 * Waves that travel at a speed of their own at each frequency. A helical spring is a low-pass line: its group delay grows as
 * 1 / sqrt(1 - (f / cutoff)^2), as of a chain of masses and springs (L. Brillouin, "Wave Propagation in Periodic Structures"), so that each echo is a
 * chirp that bends more the further it has travelled. In `warpedHz(f)` every echo has the same delay at all frequencies.
 */
import { nextPowerOfTwo, realFft } from '../audio/fft.js';

export interface Dispersion {
  law: 'spring';
  /** Where the spring ceases to carry waves. */
  cutoffHz: number;
  /** Near the cut-off, of what is on its way. */
  rt60Seconds: number;
}

/** Close to its cut-off a spring's delay has no bounds; nearer than this it carries nothing. */
const CUTOFF_SHARE = 0.985;

/** Group delay relative to that at 0 Hz; infinite where nothing travels. */
export function delayRatio(hz: number, dispersion: Dispersion | undefined): number {
  if (!dispersion) return 1;
  const share = hz / dispersion.cutoffHz;
  return share < CUTOFF_SHARE ? 1 / Math.sqrt(1 - share ** 2) : Number.POSITIVE_INFINITY;
}

/** The integral of the group delay, relative to the delay at 0 Hz. */
export function warpedHz(hz: number, dispersion: Dispersion | undefined): number {
  if (!dispersion) return hz;
  return dispersion.cutoffHz * Math.asin(Math.min(1, hz / dispersion.cutoffHz));
}

/** Values of the spectrum of `samples` at any frequencies, by cubic interpolation of a transform eight times as long as the signal. */
export function spectrumAt(
  samples: Float32Array,
  sampleRate: number,
  frequencies: Float64Array,
): { re: Float64Array; im: Float64Array } {
  const fft = realFft(nextPowerOfTwo(8 * samples.length));
  const centre = samples.length >> 1;
  const turned = new Float64Array(fft.size);
  turned.set(samples.subarray(centre));
  turned.set(samples.subarray(0, centre), fft.size - centre);
  const spectrum = fft.forward(turned);
  const bin = (k: number, part: 0 | 1) =>
    k < 0 ? (part ? -1 : 1) * spectrum[-2 * k + part] : (spectrum[2 * k + part] ?? 0);
  const re = new Float64Array(frequencies.length);
  const im = new Float64Array(frequencies.length);
  for (const [i, hz] of frequencies.entries()) {
    const position = (hz / sampleRate) * fft.size;
    const k = Math.floor(position);
    const a = position - k;
    const w0 = (-a * (a - 1) * (a - 2)) / 6;
    const w1 = ((a + 1) * (a - 1) * (a - 2)) / 2;
    const w2 = (-(a + 1) * a * (a - 2)) / 2;
    const w3 = ((a + 1) * a * (a - 1)) / 6;
    const value = (part: 0 | 1) =>
      w0 * bin(k - 1, part) + w1 * bin(k, part) + w2 * bin(k + 1, part) + w3 * bin(k + 2, part);
    const angle = (-2 * Math.PI * hz * centre) / sampleRate;
    const [x, y, c, s] = [value(0), value(1), Math.cos(angle), Math.sin(angle)];
    re[i] = x * c - y * s;
    im[i] = x * s + y * c;
  }
  return { re, im };
}

/** The signal over warped frequency, energy kept: the chirps of a spring become pulses. */
export function unwarp(samples: Float32Array, sampleRate: number, cutoffHz: number): Float64Array {
  const fft = realFft(nextPowerOfTwo(2 * samples.length));
  const top = Math.min(sampleRate / 2, (cutoffHz * Math.PI) / 2);
  const count = Math.min(fft.size / 2, Math.floor((0.999 * top * fft.size) / sampleRate));
  const angles = Float64Array.from({ length: count }, (_, k) => (k * sampleRate) / fft.size / cutoffHz);
  const { re, im } = spectrumAt(
    samples,
    sampleRate,
    angles.map((angle) => cutoffHz * Math.sin(angle)),
  );
  const spectrum = new Float64Array(fft.size + 2);
  for (let k = 0; k < count; k++) {
    const scale = Math.sqrt(Math.cos(angles[k]));
    spectrum[2 * k] = scale * re[k];
    spectrum[2 * k + 1] = scale * im[k];
  }
  return fft.inverse(spectrum).subarray(0, samples.length);
}

/** How much of the energy lies in few samples: the sum of fourth powers over the square of the energy. */
function sparsity(samples: ArrayLike<number>): number {
  let [squares, fourths] = [0, 0];
  for (let n = 0; n < samples.length; n++) {
    const square = samples[n] * samples[n];
    squares += square;
    fourths += square * square;
  }
  return squares > 0 ? fourths / squares ** 2 : 0;
}

const LOOKED_AT_SECONDS = 0.5;
/** Dispersion is taken for real when it makes the response this many times sparser. */
const LEAST_GAIN = 2.5;

/** The cut-off that turns chirps into pulses best; undefined where none does, as in rooms. `samples` starts when the spring is driven. */
export function findCutoff(samples: Float32Array, sampleRate: number): number | undefined {
  const part = samples.subarray(0, Math.round(LOOKED_AT_SECONDS * sampleRate));
  const gainOf = (cutoffHz: number) => sparsity(unwarp(part, sampleRate, cutoffHz));
  const search = (from: number, to: number, ratio: number) => {
    let best = { cutoffHz: 0, gain: 0 };
    for (let cutoffHz = from; cutoffHz <= to; cutoffHz *= ratio) {
      const gain = gainOf(cutoffHz);
      if (gain > best.gain) best = { cutoffHz, gain };
    }
    return best;
  };
  const coarse = search(1500, Math.min(16000, 0.45 * sampleRate), 1.04);
  const middle = search(coarse.cutoffHz / 1.04, coarse.cutoffHz * 1.04, 1.006);
  const { cutoffHz, gain } = search(middle.cutoffHz / 1.006, middle.cutoffHz * 1.006, 1.0015);
  return gain > LEAST_GAIN * sparsity(part) ? cutoffHz : undefined;
}
