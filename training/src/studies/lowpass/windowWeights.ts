/**
 * Weights of a feed-forward network on a sliding window (`fnn:LAYERSxUNITS@WINDOW`, tanh) that begins as a filter: the
 * first unit of each layer passes the answer on, so small that tanh hardly bends it; the others are as they were, but
 * nobody hears them yet.
 * @param random flat weights of that network (native/engine/spec.hpp)
 * @param answer to an impulse, of the window's length
 */
export function windowWeights(
  random: Float32Array,
  answer: ArrayLike<number>,
  layers: number,
  units: number,
): Float32Array {
  const level = 0.02;
  const weights = random.slice();
  const window = answer.length;
  for (let tap = 0; tap < window; tap++) weights[tap * units] = level * answer[window - 1 - tap];
  let at = window * units;
  weights[at] = 0;
  at += units;
  for (let layer = 1; layer < layers; layer++) {
    for (let from = 0; from < units; from++) weights[at + from * units] = from === 0 ? 1 : 0;
    at += units * units;
    weights[at] = 0;
    at += units;
  }
  weights.fill(0, at);
  weights[at] = 1 / level;
  return weights;
}
