/** Fourier transforms of real signals on fft.js (radix 4), with one plan per size. */
import FFT from 'fft.js';

/** Half spectrum, interleaved: bin k is [2k] + i [2k + 1], k = 0 .. size / 2. */
export type HalfSpectrum = Float64Array;

export class RealFft {
  private readonly forwardPlan: FFT;
  private readonly inversePlan: FFT;
  private readonly input: Float64Array;
  private readonly spectrum: Float64Array;
  /** e^(2 pi i k / size), k = 0 .. size / 2 - 1, interleaved. */
  private readonly turns: Float64Array;

  /** @param size a power of two, at least 4. Use `realFft(size)` to share plans. */
  constructor(readonly size: number) {
    this.forwardPlan = new FFT(size);
    this.inversePlan = new FFT(size / 2);
    this.input = new Float64Array(size);
    this.spectrum = new Float64Array(2 * size);
    this.turns = Float64Array.from({ length: size }, (_, at) => {
      const angle = (2 * Math.PI * (at >> 1)) / size;
      return at % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
    });
  }

  get binCount(): number {
    return this.size / 2 + 1;
  }

  /** Missing samples at the end are zeros. X[k] = sum of x[n] e^(-2 pi i k n / size). */
  forward(samples: ArrayLike<number>): HalfSpectrum {
    const { input } = this;
    input.fill(0);
    for (let n = 0; n < Math.min(samples.length, this.size); n++) input[n] = samples[n];
    this.forwardPlan.realTransform(this.spectrum, input);
    return this.spectrum.slice(0, this.size + 2);
  }

  /**
   * The real signal of `size` samples whose spectrum this is; `inverse(forward(x))` is x. The transform of half the size holds the even samples' spectrum
   * as its real part and the odd ones' as its imaginary part.
   * @param gains what each bin is multiplied with; bins without gain take next to no time
   */
  inverse(half: HalfSpectrum, gains?: Float64Array): Float64Array {
    const { size, spectrum, turns } = this;
    for (let bin = 0; bin < size / 2; bin++) {
      const [k, mirror] = [2 * bin, size - 2 * bin];
      const gain = gains ? gains[bin] : 1;
      const mirrorGain = gains ? gains[size / 2 - bin] : 1;
      if (gain === 0 && mirrorGain === 0) {
        spectrum[k] = 0;
        spectrum[k + 1] = 0;
        continue;
      }
      const [x, mirrorX] = [half[k] * gain, half[mirror] * mirrorGain];
      const y = bin === 0 ? 0 : half[k + 1] * gain;
      const mirrorY = bin === 0 ? 0 : half[mirror + 1] * mirrorGain;
      const evenX = (x + mirrorX) / 2;
      const evenY = (y - mirrorY) / 2;
      const turnedX = (x - mirrorX) / 2;
      const turnedY = (y + mirrorY) / 2;
      const [cos, sin] = [turns[k], turns[k + 1]];
      spectrum[k] = evenX - turnedX * sin - turnedY * cos;
      spectrum[k + 1] = evenY + turnedX * cos - turnedY * sin;
    }
    const samples = new Float64Array(size);
    this.inversePlan.inverseTransform(samples, spectrum.subarray(0, size));
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
