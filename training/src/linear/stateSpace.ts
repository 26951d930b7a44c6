import type { Iir } from './iir.js';

/** h[n] = A h[n - 1] + b x[n], y[n] = c h[n]: what a recurrent layer without an activation and a dense layer compute. */
export interface StateSpace {
  /** [rows][columns] */
  a: Float64Array[];
  b: Float64Array;
  c: Float64Array;
}

const zeros = (rows: number, columns: number) => Array.from({ length: rows }, () => new Float64Array(columns));

/**
 * A filter of any order by its shift register: the first state is the recursive part's output, the others its past.
 * Good for low orders; poles close together want `modalSystem` or a cascade.
 */
export function directForm({ b, a }: Iir): StateSpace {
  const size = Math.max(a.length, b.length);
  const system = { a: zeros(size, size), b: new Float64Array(size), c: new Float64Array(size) };
  for (let i = 0; i < a.length; i++) system.a[0][i] = -a[i];
  for (let i = 1; i < size; i++) system.a[i][i - 1] = 1;
  system.b[0] = 1;
  for (let i = 0; i < b.length; i++) system.c[i] = b[i];
  return system;
}

/** `first`, then `second`, as one system. */
export function inSeries(first: StateSpace, second: StateSpace): StateSpace {
  const [m, n] = [first.b.length, second.b.length];
  const system = { a: zeros(m + n, m + n), b: new Float64Array(m + n), c: new Float64Array(m + n) };
  const passed = (column: number) => first.a.reduce((sum, row, k) => sum + first.c[k] * row[column], 0); // c A
  const direct = first.b.reduce((sum, value, k) => sum + first.c[k] * value, 0);
  for (let row = 0; row < m; row++) system.a[row].set(first.a[row]);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < m; column++) system.a[m + row][column] = second.b[row] * passed(column);
    system.a[m + row].set(second.a[row], m);
    system.b[m + row] = second.b[row] * direct;
  }
  system.b.set(first.b);
  system.c.set(second.c, m);
  return system;
}

/** Biquads and the like, one after the other. */
export const cascade = (sections: Iir[]): StateSpace => sections.map(directForm).reduce(inSeries);

/** A real pole, or one of a pair of conjugate ones: that with a positive imaginary part. */
export type Pole = [real: number, imaginary: number];

/**
 * A mode for each real pole and each pair of conjugate ones that rings on its own, and the input as the last state. Each
 * mode takes in 1 - radius of the input, so that none rings much louder than another.
 */
export function modalSystem(poles: Pole[]): Omit<StateSpace, 'c'> {
  const size = poles.reduce((count, [, imaginary]) => count + (imaginary > 0 ? 2 : 1), 1);
  const system = { a: zeros(size, size), b: new Float64Array(size) };
  let at = 0;
  for (const [real, imaginary] of poles) {
    system.b[at] = Math.sqrt(1 - Math.hypot(real, imaginary));
    system.a[at][at] = real;
    if (imaginary > 0) {
      system.a[at][at + 1] = -imaginary;
      system.a[at + 1][at] = imaginary;
      system.a[at + 1][at + 1] = real;
      at++;
    }
    at++;
  }
  system.b[at] = 1;
  return system;
}

/** Visits the states of each sample from rest; the array is used again. */
export function states(
  { a, b }: Omit<StateSpace, 'c'>,
  audio: ArrayLike<number>,
  visit: (state: Float64Array, n: number) => void,
): void {
  // Most of A is zeros: each row keeps the places of the others.
  const rows = a.map((row) => [...row.keys()].filter((column) => row[column] !== 0));
  let state = new Float64Array(b.length);
  let next = new Float64Array(b.length);
  for (let n = 0; n < audio.length; n++) {
    for (let row = 0; row < b.length; row++) {
      let sum = b[row] * audio[n];
      for (const column of rows[row]) sum += a[row][column] * state[column];
      next[row] = sum;
    }
    [state, next] = [next, state];
    visit(state, n);
  }
}

/** In double precision, from rest. */
export function simulate(system: StateSpace, audio: ArrayLike<number>): Float64Array {
  const output = new Float64Array(audio.length);
  states(system, audio, (state, n) => {
    output[n] = state.reduce((sum, value, i) => sum + system.c[i] * value, 0);
  });
  return output;
}
