/** Linear building blocks: one-pole sections and biquads (R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients"). */

/** One sample in, one out. */
export type Filter = (sample: number) => number;

/** y' = w (x - y) by the trapezoidal rule, pre-warped: exactly -3.01 dB at the cut-off. */
export function onePoleLowPass(cutoffHz: number, sampleRate: number): Filter {
  const g = Math.tan((Math.PI * Math.min(cutoffHz, 0.49 * sampleRate)) / sampleRate);
  const gain = g / (1 + g);
  let state = 0;
  return (sample) => {
    const step = gain * (sample - state);
    const output = state + step;
    state = output + step;
    return output;
  };
}

/** What `onePoleLowPass` takes away. */
export function onePoleHighPass(cutoffHz: number, sampleRate: number): Filter {
  const low = onePoleLowPass(cutoffHz, sampleRate);
  return (sample) => sample - low(sample);
}

/** b0 b1 b2 a1 a2 of H(z) = (b0 + b1 z^-1 + b2 z^-2) / (1 + a1 z^-1 + a2 z^-2) */
export type BiquadCoefficients = [b0: number, b1: number, b2: number, a1: number, a2: number];

function normalised(b: [number, number, number], a: [number, number, number]): BiquadCoefficients {
  return [b[0] / a[0], b[1] / a[0], b[2] / a[0], a[1] / a[0], a[2] / a[0]];
}

function angles(hz: number, q: number, sampleRate: number): { cos: number; alpha: number } {
  const w = (2 * Math.PI * hz) / sampleRate;
  return { cos: Math.cos(w), alpha: Math.sin(w) / (2 * q) };
}

/** Two poles; q = 0.7071 is Butterworth, -3.01 dB at the cut-off. */
export function lowPass(cutoffHz: number, q: number, sampleRate: number): BiquadCoefficients {
  const { cos, alpha } = angles(cutoffHz, q, sampleRate);
  return normalised([(1 - cos) / 2, 1 - cos, (1 - cos) / 2], [1 + alpha, -2 * cos, 1 - alpha]);
}

/** Two poles; q = 0.7071 is Butterworth, -3.01 dB at the cut-off. */
export function highPass(cutoffHz: number, q: number, sampleRate: number): BiquadCoefficients {
  const { cos, alpha } = angles(cutoffHz, q, sampleRate);
  return normalised([(1 + cos) / 2, -1 - cos, (1 + cos) / 2], [1 + alpha, -2 * cos, 1 - alpha]);
}

export function peaking(centreHz: number, q: number, gainDb: number, sampleRate: number): BiquadCoefficients {
  const { cos, alpha } = angles(centreHz, q, sampleRate);
  const A = 10 ** (gainDb / 40);
  return normalised([1 + alpha * A, -2 * cos, 1 - alpha * A], [1 + alpha / A, -2 * cos, 1 - alpha / A]);
}

/** Shelf of slope 1: the whole gain on one side, half of it (in dB) at the corner. `side` is -1 for low, 1 for high. */
export function shelf(side: -1 | 1, cornerHz: number, gainDb: number, sampleRate: number): BiquadCoefficients {
  const { cos, alpha } = angles(cornerHz, Math.SQRT1_2, sampleRate);
  const A = 10 ** (gainDb / 40);
  const root = 2 * Math.sqrt(A) * alpha;
  // The high shelf is the low one with the cosine mirrored.
  const s = -side;
  const plus = A + 1;
  const minus = A - 1;
  return normalised(
    [A * (plus - s * minus * cos + root), 2 * A * s * (minus - s * plus * cos), A * (plus - s * minus * cos - root)],
    [plus + s * minus * cos + root, -2 * s * (minus + s * plus * cos), plus + s * minus * cos - root],
  );
}

/** Transposed direct form II. */
export function biquad([b0, b1, b2, a1, a2]: BiquadCoefficients): Filter {
  let s1 = 0;
  let s2 = 0;
  return (sample) => {
    const output = b0 * sample + s1;
    s1 = b1 * sample - a1 * output + s2;
    s2 = b2 * sample - a2 * output;
    return output;
  };
}

/** One after the other. Composed once, not looped over for each sample. */
export const chain = (...filters: Filter[]): Filter =>
  filters.reduce((before, filter) => (sample) => filter(before(sample)));
