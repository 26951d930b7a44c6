import { seededRandom } from '../../audio/random.js';

export interface RandomDirections {
  iterations: number;
  /** Standard deviation of a step at first; it falls evenly to 0. */
  scale: number;
  seed: number;
}

export interface Found {
  weights: Float32Array;
  loss: number;
  /** The best loss after each iteration. */
  history: number[];
}

/**
 * Minimises without gradients: steps in random directions, of which those that lower the loss are kept (G. Schuller's
 * "method of random directions"). Weights of 0, as biases that there are to be none of, stay 0.
 */
export async function randomDirections(
  start: Float32Array,
  loss: (weights: Float32Array) => Promise<number>,
  { iterations, scale, seed }: RandomDirections,
): Promise<Found> {
  const random = seededRandom(seed);
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let best: Found = { weights: start, loss: await loss(start), history: [] };
  for (let i = 0; i < iterations; i++) {
    const deviation = scale * (1 - i / iterations);
    const weights = best.weights.map((weight) => (weight === 0 ? 0 : weight + deviation * gaussian()));
    const found = await loss(weights);
    if (found < best.loss) best = { ...best, weights, loss: found };
    best.history.push(best.loss);
  }
  return best;
}
