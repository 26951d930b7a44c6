/**
 * Weights of a GRU with a path beside it that is a Butterworth high-pass of second order whose cut-off is a knob, nearly:
 * of the filter s^2 / (s^2 + sqrt(2) w s + w^2) the part beside 1 has two states, h0' = w/sqrt(2) (x - h0 - h1) and
 * h1' = w/sqrt(2) (h0 - h1), and the output is x - 2 h0. In a GRU the update gate is how far a state moves in a sample; as
 * a sigmoid of the knob it grows about exponentially, as the cut-off does. The reset gate takes the little that the
 * turning between the states lacks at high cut-offs. States are small, so that tanh hardly bends them.
 */
export function tunableHighPass(
  random: Float32Array,
  units: number,
  cutoffAt: (position: number) => number,
  sampleRate: number,
): Float32Array {
  const level = 0.05;
  const rows = 3 * units;
  const weights = random.slice();
  const [update, reset, candidate] = [0, units, 2 * units];
  const kernel = { audio: 0, knob: rows };
  const recurrent = (from: number) => 2 * rows + from * rows;
  const bias = (2 + units) * rows;
  const recurrentBias = bias + rows;
  const output = recurrentBias + rows;

  const logit = (share: number) => Math.log(share / (1 - share));
  const step = (hz: number) => (Math.PI * Math.SQRT2 * hz) / sampleRate;
  const move = (hz: number) => 1 - Math.exp(-step(hz)) * Math.cos(step(hz));
  const turn = (hz: number) => (Math.exp(-step(hz)) * Math.sin(step(hz))) / move(hz);
  const [low, high] = [cutoffAt(0), cutoffAt(1)];
  const turning = 1.01; // the reset gate is below 1

  for (const unit of [0, 1]) {
    for (const gate of [update, reset, candidate]) {
      for (const row of [kernel.audio, kernel.knob, bias, recurrentBias]) weights[row + gate + unit] = 0;
      for (let from = 0; from < units; from++) weights[recurrent(from) + gate + unit] = 0;
    }
    weights[bias + update + unit] = -logit(move(low));
    weights[kernel.knob + update + unit] = logit(move(low)) - logit(move(high));
    weights[bias + reset + unit] = logit(turn(low) / turning);
    weights[kernel.knob + reset + unit] = logit(turn(high) / turning) - logit(turn(low) / turning);
  }
  weights[kernel.audio + candidate] = level;
  weights[recurrent(1) + candidate] = -turning;
  weights[recurrent(0) + candidate + 1] = turning;
  weights.fill(0, output);
  weights[output] = -2 / level;
  return weights;
}
