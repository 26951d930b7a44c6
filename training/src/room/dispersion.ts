/**
 * Waves that travel at a speed of their own at each frequency. A helical spring is a low-pass line: its group delay grows as
 * 1 / sqrt(1 - (f / cutoff)^2), as of a chain of masses and springs (L. Brillouin, "Wave Propagation in Periodic Structures"), so that each echo is a
 * chirp that bends more the further it has travelled. In `warpedHz(f)` every echo has the same delay at all frequencies.
 */
import { type HalfSpectrum, nextPowerOfTwo, realFft } from '../audio/fft.js';

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

/** The spectrum of a signal at any frequency: cubic interpolation of a transform eight times as long as the signal, turned so that it moves slowly. */
class DenseSpectrum {
  private readonly size: number;
  private readonly centre: number;
  private readonly bins: HalfSpectrum;

  constructor(
    samples: Float32Array,
    readonly sampleRate: number,
  ) {
    const fft = realFft(nextPowerOfTwo(8 * samples.length));
    this.size = fft.size;
    this.centre = samples.length >> 1;
    const turned = new Float64Array(fft.size);
    turned.set(samples.subarray(this.centre));
    turned.set(samples.subarray(0, this.centre), fft.size - this.centre);
    this.bins = fft.forward(turned);
  }

  private bin(k: number, part: 0 | 1): number {
    return k < 0 ? (part ? -1 : 1) * this.bins[-2 * k + part] : (this.bins[2 * k + part] ?? 0);
  }

  /** Writes real and imaginary part to `target[at]` and `target[at + 1]`, times `scale`. */
  write(hz: number, scale: number, target: HalfSpectrum, at: number): void {
    const position = (hz / this.sampleRate) * this.size;
    const k = Math.floor(position);
    const a = position - k;
    const w0 = (-a * (a - 1) * (a - 2)) / 6;
    const w1 = ((a + 1) * (a - 1) * (a - 2)) / 2;
    const w2 = (-(a + 1) * a * (a - 2)) / 2;
    const w3 = ((a + 1) * a * (a - 1)) / 6;
    const x = w0 * this.bin(k - 1, 0) + w1 * this.bin(k, 0) + w2 * this.bin(k + 1, 0) + w3 * this.bin(k + 2, 0);
    const y = w0 * this.bin(k - 1, 1) + w1 * this.bin(k, 1) + w2 * this.bin(k + 1, 1) + w3 * this.bin(k + 2, 1);
    const angle = (-2 * Math.PI * hz * this.centre) / this.sampleRate;
    target[at] = scale * (x * Math.cos(angle) - y * Math.sin(angle));
    target[at + 1] = scale * (x * Math.sin(angle) + y * Math.cos(angle));
  }
}

/** The signal over warped frequency, energy kept: the chirps of a spring become pulses. For any number of cut-offs. */
export function unwarper(samples: Float32Array, sampleRate: number): (cutoffHz: number) => Float64Array {
  const dense = new DenseSpectrum(samples, sampleRate);
  const fft = realFft(nextPowerOfTwo(2 * samples.length));
  return (cutoffHz) => {
    const top = Math.min(sampleRate / 2, (cutoffHz * Math.PI) / 2);
    const count = Math.min(fft.size / 2, Math.floor((0.999 * top * fft.size) / sampleRate));
    const spectrum = new Float64Array(fft.size + 2);
    for (let k = 0; k < count; k++) {
      const angle = (k * sampleRate) / fft.size / cutoffHz;
      dense.write(cutoffHz * Math.sin(angle), Math.sqrt(Math.cos(angle)), spectrum, 2 * k);
    }
    return fft.inverse(spectrum).subarray(0, samples.length);
  };
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

const LOOKED_AT_SECONDS = 0.4;
/** Dispersion is taken for real when it makes the response this many times sparser. */
const LEAST_GAIN = 2.5;

/** The cut-off that turns chirps into pulses best; undefined where none does, as in rooms. `samples` starts when the spring is driven. */
export function findCutoff(samples: Float32Array, sampleRate: number): number | undefined {
  const part = samples.subarray(0, Math.round(LOOKED_AT_SECONDS * sampleRate));
  const unwarp = unwarper(part, sampleRate);
  const search = (from: number, to: number, ratio: number) => {
    let best = { cutoffHz: 0, gain: 0 };
    for (let cutoffHz = from; cutoffHz <= to; cutoffHz *= ratio) {
      const gain = sparsity(unwarp(cutoffHz));
      if (gain > best.gain) best = { cutoffHz, gain };
    }
    return best;
  };
  const coarse = search(1500, Math.min(16000, 0.45 * sampleRate), 1.04);
  const middle = search(coarse.cutoffHz / 1.04, coarse.cutoffHz * 1.04, 1.006);
  const { cutoffHz, gain } = search(middle.cutoffHz / 1.006, middle.cutoffHz * 1.006, 1.0015);
  return gain > LEAST_GAIN * sparsity(part) ? cutoffHz : undefined;
}
