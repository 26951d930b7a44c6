/** Fourier transforms of real signals on fft.js (radix 4), with one plan per size. */
import FFT from 'fft.js';

/** Half spectrum, interleaved: bin k is [2k] + i [2k + 1], k = 0 .. size / 2. */
export type HalfSpectrum = Float64Array;

export class RealFft {
  private readonly plan: FFT;
  private readonly time: Float64Array;
  private readonly spectrum: Float64Array;

  /** @param size a power of two, at least 4. Use `realFft(size)` to share plans. */
  constructor(readonly size: number) {
    this.plan = new FFT(size);
    this.time = new Float64Array(2 * size);
    this.spectrum = new Float64Array(2 * size);
  }

  get binCount(): number {
    return this.size / 2 + 1;
  }

  /** Missing samples at the end are zeros. X[k] = sum of x[n] e^(-2 pi i k n / size). */
  forward(samples: ArrayLike<number>): HalfSpectrum {
    const input = this.time.subarray(0, this.size);
    input.fill(0);
    for (let n = 0; n < Math.min(samples.length, this.size); n++) input[n] = samples[n];
    this.plan.realTransform(this.spectrum, input);
    return this.spectrum.slice(0, this.size + 2);
  }

  /** The real signal of `size` samples whose spectrum this is; `inverse(forward(x))` is x. */
  inverse(half: HalfSpectrum): Float64Array {
    const { size, spectrum } = this;
    spectrum.set(half);
    for (let k = 1; k < size / 2; k++) {
      spectrum[2 * (size - k)] = half[2 * k];
      spectrum[2 * (size - k) + 1] = -half[2 * k + 1];
    }
    this.plan.inverseTransform(this.time, spectrum);
    const samples = new Float64Array(size);
    for (let n = 0; n < size; n++) samples[n] = this.time[2 * n];
    return samples;
  }
}

const plans = new Map<number, RealFft>();

export function realFft(size: number): RealFft {
  let plan = plans.get(size);
  if (!plan) {
    plan = new RealFft(size);
    plans.set(size, plan);
  }
  return plan;
}

export function nextPowerOfTwo(length: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(4, length)));
}

/** Periodic Hann window. */
export function hannWindow(length: number): Float64Array {
  return Float64Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length));
}

/** |X[k]|^2 of a half spectrum. */
export function powerSpectrum(half: HalfSpectrum): Float64Array {
  return Float64Array.from({ length: half.length / 2 }, (_, k) => half[2 * k] ** 2 + half[2 * k + 1] ** 2);
}
