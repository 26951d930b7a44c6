/** Finds a linear system from what went in and what came out. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { filter, type Iir } from './iir.js';
import { LeastSquares } from './leastSquares.js';
import { modalSystem, type Pole, type StateSpace, states } from './stateSpace.js';

/** From rest, of one length. */
export interface InputOutput {
  audio: ArrayLike<number>;
  target: ArrayLike<number>;
}

const iterations = 12;

/** The poles are found from so many samples of each recording, the output from all. */
const polesFrom = 1 << 17;

/** Poles nearer to the unit circle, or outside, are moved in: their sound would not end. */
const largestRadius = 1 - 1e-6;

/**
 * A system of `order` poles and as many zeros that comes near the target in the least-squares sense: its poles by the
 * method of Steiglitz and McBride ("A technique for the identification of linear systems", IEEE Trans. Automatic Control
 * 1965), kept inside the unit circle, then its output by linear least squares on the states of its modes. `order` + 1
 * states; the last one is the input itself.
 */
export function identify(recordings: InputOutput[], order: number): StateSpace {
  const system = modalSystem(identifyPoles(recordings, order));
  const rows = new LeastSquares(system.b.length);
  for (const { audio, target } of recordings)
    states(system, audio, (state, n) => {
      rows.add(state, target[n]);
    });
  return { ...system, c: rows.solve() };
}

const head = (signal: ArrayLike<number>) =>
  Float64Array.from({ length: Math.min(signal.length, polesFrom) }, (_, n) => signal[n]);

/** Of the recursive part that fits best, inside the unit circle. */
export function identifyPoles(recordings: InputOutput[], order: number): Pole[] {
  const heads = recordings.map(({ audio, target }) => ({ audio: head(audio), target: head(target) }));
  return findPoles(heads, order).map(stabilise);
}

function findPoles(recordings: InputOutput[], order: number): Pole[] {
  let a: ArrayLike<number> = new Float64Array(order);
  let best = { error: Number.POSITIVE_INFINITY, a };
  for (let i = 0; i < iterations; i++) {
    const fitted = fit(recordings, a, order);
    const stable = polynomialOf(rootsOf(fitted.a).map(stabilise));
    const error = outputError(recordings, { b: fitted.b, a: stable });
    if (error >= best.error * (1 - 1e-9)) break;
    a = stable;
    best = { error, a };
  }
  return rootsOf(best.a);
}

/** Equation error with input and output filtered by the last round's 1 / A, which makes it an output error in the end. */
function fit(recordings: InputOutput[], a: ArrayLike<number>, order: number): Iir {
  const rows = new LeastSquares(2 * order + 1);
  const row = new Float64Array(2 * order + 1);
  for (const { audio, target } of recordings) {
    const [x, y] = [audio, target].map((signal) => filter({ b: [1], a }, signal));
    for (let n = 0; n < y.length; n++) {
      for (let i = 0; i < order; i++) row[i] = n > i ? -y[n - 1 - i] : 0;
      for (let i = 0; i <= order; i++) row[order + i] = n >= i ? x[n - i] : 0;
      rows.add(row, y[n]);
    }
  }
  const solution = rows.solve();
  return { a: solution.slice(0, order), b: solution.slice(order) };
}

function outputError(recordings: InputOutput[], system: Iir): number {
  let error = 0;
  for (const { audio, target } of recordings) {
    const output = filter(system, audio);
    for (let n = 0; n < output.length; n++) error += (target[n] - output[n]) ** 2;
  }
  return Number.isFinite(error) ? error : Number.POSITIVE_INFINITY;
}

/** Mirrored into the unit circle. */
function stabilise([real, imaginary]: Pole): Pole {
  const radius = Math.hypot(real, imaginary);
  if (radius <= largestRadius) return [real, imaginary];
  const scale = Math.min(largestRadius, 1 / radius) / radius;
  return [real * scale, imaginary * scale];
}

/** Roots of z^n + a[0] z^(n-1) + ..., the eigenvalues of its companion matrix. */
function rootsOf(a: ArrayLike<number>): Pole[] {
  const order = a.length;
  const companion = Matrix.zeros(order, order);
  for (let i = 0; i < order; i++) companion.set(0, i, -a[i]);
  for (let i = 1; i < order; i++) companion.set(i, i - 1, 1);
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(companion);
  return realEigenvalues
    .map((real, i): Pole => [real, imaginaryEigenvalues[i]])
    .filter(([, imaginary]) => imaginary >= 0);
}

/** Behind the leading 1. */
function polynomialOf(poles: Pole[]): Float64Array {
  let product = [1];
  for (const [real, imaginary] of poles) {
    const factor = imaginary > 0 ? [1, -2 * real, real ** 2 + imaginary ** 2] : [1, -real];
    const longer = new Array(product.length + factor.length - 1).fill(0);
    for (const [i, p] of product.entries()) for (const [k, f] of factor.entries()) longer[i + k] += p * f;
    product = longer;
  }
  return Float64Array.from(product.slice(1));
}
