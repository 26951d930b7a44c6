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
  /** From the drive to the start of the recording: what has been travelled before. */
  ledSeconds: number;
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

  /** Writes real and imaginary part of the signal, so much later and times `scale`, to `target[at]` and `target[at + 1]`. */
  write(hz: number, laterSamples: number, scale: number, target: HalfSpectrum, at: number): void {
    const position = (hz / this.sampleRate) * this.size;
    const k = Math.floor(position);
    const a = position - k;
    const w0 = (-a * (a - 1) * (a - 2)) / 6;
    const w1 = ((a + 1) * (a - 1) * (a - 2)) / 2;
    const w2 = (-(a + 1) * a * (a - 2)) / 2;
    const w3 = ((a + 1) * a * (a - 1)) / 6;
    const x = w0 * this.bin(k - 1, 0) + w1 * this.bin(k, 0) + w2 * this.bin(k + 1, 0) + w3 * this.bin(k + 2, 0);
    const y = w0 * this.bin(k - 1, 1) + w1 * this.bin(k, 1) + w2 * this.bin(k + 1, 1) + w3 * this.bin(k + 2, 1);
    const angle = (-2 * Math.PI * hz * (this.centre + laterSamples)) / this.sampleRate;
    target[at] = scale * (x * Math.cos(angle) - y * Math.sin(angle));
    target[at + 1] = scale * (x * Math.sin(angle) + y * Math.cos(angle));
  }
}

/** A spring, but for its loss. */
export type SpringLaw = Pick<Dispersion, 'cutoffHz' | 'ledSeconds'>;

/** The signal from the drive on, over warped frequency, energy kept: the chirps of a spring become pulses. For any number of springs. */
export function unwarper(samples: Float32Array, sampleRate: number): (spring: SpringLaw) => Float64Array {
  const dense = new DenseSpectrum(samples, sampleRate);
  const fft = realFft(nextPowerOfTwo(2 * samples.length));
  return ({ cutoffHz, ledSeconds }) => {
    const led = ledSeconds * sampleRate;
    const top = Math.min(sampleRate / 2, (cutoffHz * Math.PI) / 2);
    const count = Math.min(fft.size / 2, Math.floor((0.999 * top * fft.size) / sampleRate));
    const spectrum = new Float64Array(fft.size + 2);
    for (let k = 0; k < count; k++) {
      const angle = (k * sampleRate) / fft.size / cutoffHz;
      dense.write(cutoffHz * Math.sin(angle), led, Math.sqrt(Math.cos(angle)), spectrum, 2 * k);
    }
    return fft.inverse(spectrum).subarray(0, samples.length + Math.round(led));
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

/** Dispersion is taken for real when it makes the response this many times sparser. */
const LEAST_GAIN = 2.5;
/** The longer the part, the finer the grid must be. */
const PARTS_SECONDS = [0.12, 0.2, 0.4];
const MOST_LED_SECONDS = 0.08;
const CUTOFFS_HZ: [lowest: number, highest: number] = [1500, 16000];

type Best = SpringLaw & { sparsity: number };

/** The best of a grid: cut-offs in a ratio, leads in seconds. */
function search(
  part: Float32Array,
  sampleRate: number,
  cutoffs: { from: number; to: number; ratio: number },
  leads: { from: number; to: number; step: number },
): Best {
  const unwarp = unwarper(part, sampleRate);
  let best: Best = { cutoffHz: cutoffs.from, ledSeconds: 0, sparsity: 0 };
  for (let ledSeconds = Math.max(0, leads.from); ledSeconds <= leads.to + 1e-9; ledSeconds += leads.step)
    for (let cutoffHz = cutoffs.from; cutoffHz <= cutoffs.to; cutoffHz *= cutoffs.ratio) {
      const found = sparsity(unwarp({ cutoffHz, ledSeconds }));
      if (found > best.sparsity) best = { cutoffHz, ledSeconds, sparsity: found };
    }
  return best;
}

const around = (hz: number, ratio: number, step: number) => ({ from: hz / ratio, to: hz * ratio, ratio: step });
const near = (seconds: number, reach: number, step: number) => ({ from: seconds - reach, to: seconds + reach, step });

/** The spring that turns chirps into pulses best; undefined where none does, as in rooms. */
export function findSpring(samples: Float32Array, sampleRate: number): SpringLaw | undefined {
  const [short, middle, long] = PARTS_SECONDS.map((seconds) => samples.subarray(0, Math.round(seconds * sampleRate)));
  const all = { from: CUTOFFS_HZ[0], to: Math.min(CUTOFFS_HZ[1], 0.45 * sampleRate), ratio: 1.03 };
  const first = search(short, sampleRate, all, near(MOST_LED_SECONDS / 2, MOST_LED_SECONDS / 2, 0.01));
  if (first.sparsity < (LEAST_GAIN / 2) * sparsity(short)) return undefined;
  const second = search(middle, sampleRate, around(first.cutoffHz, 1.05, 1.007), near(first.ledSeconds, 0.008, 0.002));
  const third = search(long, sampleRate, around(second.cutoffHz, 1.03, 1.003), near(second.ledSeconds, 0.004, 0.001));
  return third.sparsity > LEAST_GAIN * sparsity(long) ? third : undefined;
}
