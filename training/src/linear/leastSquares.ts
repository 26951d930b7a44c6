/**
 * Linear least squares over rows that come one by one: each is rotated into a triangular matrix (Givens), so that memory
 * does not grow with the rows and the condition is not squared as by normal equations.
 */
export class LeastSquares {
  private readonly triangle: Float64Array[];
  private readonly targets: Float64Array;
  private readonly row: Float64Array;
  /** Sum of the squared residuals of what `solve` gives. */
  residual = 0;

  constructor(readonly unknowns: number) {
    this.triangle = Array.from({ length: unknowns }, () => new Float64Array(unknowns));
    this.targets = new Float64Array(unknowns);
    this.row = new Float64Array(unknowns);
  }

  /** One equation: sum of row[i] * x[i] = target. */
  add(row: ArrayLike<number>, target: number): void {
    const { row: rest, triangle, targets, unknowns } = this;
    rest.set(row);
    let remainder = target;
    for (let k = 0; k < unknowns; k++) {
      if (rest[k] === 0) continue;
      const line = triangle[k];
      const length = Math.hypot(line[k], rest[k]);
      const cos = line[k] / length;
      const sin = rest[k] / length;
      for (let i = k; i < unknowns; i++) {
        const above = line[i];
        line[i] = cos * above + sin * rest[i];
        rest[i] = cos * rest[i] - sin * above;
      }
      const above = targets[k];
      targets[k] = cos * above + sin * remainder;
      remainder = cos * remainder - sin * above;
    }
    this.residual += remainder ** 2;
  }

  /** x; what the rows say nothing about is 0. */
  solve(): Float64Array {
    const { triangle, targets, unknowns } = this;
    const scale = triangle.reduce((largest, line, k) => Math.max(largest, Math.abs(line[k])), 0);
    const x = new Float64Array(unknowns);
    for (let k = unknowns - 1; k >= 0; k--) {
      let rest = targets[k];
      for (let i = k + 1; i < unknowns; i++) rest -= triangle[k][i] * x[i];
      x[k] = Math.abs(triangle[k][k]) > 1e-13 * scale ? rest / triangle[k][k] : 0;
    }
    return x;
  }
}

/** x of A x = b for square A; 0 where A says nothing about it. */
export function solve(a: readonly ArrayLike<number>[], b: ArrayLike<number>): Float64Array {
  const system = new LeastSquares(b.length);
  for (const [row, values] of a.entries()) system.add(values, b[row]);
  return system.solve();
}
