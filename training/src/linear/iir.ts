import type { BiquadCoefficients } from '../audio/filters.js';

/** H(z) = (b[0] + b[1] z^-1 + ...) / (1 + a[0] z^-1 + a[1] z^-2 + ...): `a` begins behind the leading 1. */
export interface Iir {
  b: ArrayLike<number>;
  a: ArrayLike<number>;
}

/** As the filters of audio/filters.ts give it. */
export const ofBiquad = ([b0, b1, b2, a1, a2]: BiquadCoefficients): Iir => ({ b: [b0, b1, b2], a: [a1, a2] });

/** Direct form I from rest, in double precision. */
export function filter({ b, a }: Iir, input: ArrayLike<number>): Float64Array {
  const output = new Float64Array(input.length);
  for (let n = 0; n < input.length; n++) {
    let sum = 0;
    for (let i = 0; i < b.length && i <= n; i++) sum += b[i] * input[n - i];
    for (let i = 0; i < a.length && i < n; i++) sum -= a[i] * output[n - 1 - i];
    output[n] = sum;
  }
  return output;
}

/** 20 log10 |H| at a frequency. */
export function gainDb({ b, a }: Iir, hz: number, sampleRate: number): number {
  const at = (coefficients: ArrayLike<number>, delay: number, real: number) => {
    let imaginary = 0;
    let sum = real;
    for (let i = 0; i < coefficients.length; i++) {
      const phase = (2 * Math.PI * hz * (i + delay)) / sampleRate;
      sum += coefficients[i] * Math.cos(phase);
      imaginary -= coefficients[i] * Math.sin(phase);
    }
    return sum ** 2 + imaginary ** 2;
  };
  return 10 * Math.log10(at(b, 0, 0) / at(a, 1, 1));
}

/** A resonator: two poles at radius `q` (below 1) and the angle of a frequency, no zeros. */
export function resonator(hz: number, q: number, sampleRate: number): Iir {
  return { b: [1], a: [-2 * q * Math.cos((2 * Math.PI * hz) / sampleRate), q * q] };
}
