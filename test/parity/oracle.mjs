// What a model plays, in double precision and straight from the sentences of native/engine/spec.hpp: the reading that
// faster ones are held against.
//
// A signal is { samples, past }: an array of samples for each channel, and what each channel was for ever before them.

const gateCounts = { rnn: 1, gru: 3, lstm: 4 };

/** The tensors of a layer by name, in the order of the flat weights, with their shapes. */
export function shapesOf(layer) {
  const { type, inputs, outputs, taps = 1, groups = 1, conditionChannels = 0 } = layer;
  const columns = (gateCounts[type] ?? 1) * outputs;
  const recurrent = type in gateCounts;
  const shapes = {};
  if (type === 'conv') shapes.kernel = [taps, inputs / groups, outputs];
  if (type === 'dense' || recurrent) shapes.kernel = [inputs, columns];
  if (recurrent) shapes.recurrentKernel = [outputs, columns];
  if (shapes.kernel) shapes.bias = type === 'gru' && layer.resetAfter !== false ? [2, columns] : [columns];
  if (type === 'conv' && conditionChannels > 0) shapes.conditionKernel = [conditionChannels, outputs];
  if (layer.activation === 'prelu') shapes.slopes = [outputs];
  if (layer.initialState) shapes.initialState = [outputs];
  if (layer.initialState && type === 'lstm') shapes.initialCell = [outputs];
  return shapes;
}

export const sizeOf = (shape) => shape.reduce((product, length) => product * length, 1);

/** A layer's tensors out of the flat weights from `offset` on. */
function tensorsOf(layer, weights, offset) {
  const tensors = {};
  for (const [name, shape] of Object.entries(shapesOf(layer))) {
    tensors[name] = weights.subarray(offset, offset + sizeOf(shape));
    offset += sizeOf(shape);
  }
  return { tensors, end: offset };
}

const sigmoid = (x) => 1 / (1 + Math.exp(-x));
const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

/** The normal distribution function, by its series for small and by its asymptotic size for large arguments. */
function normal(x) {
  if (Math.abs(x) > 8) return x > 0 ? 1 : 0;
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum) && n < 200; n++) {
    term *= (x * x) / (2 * n + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

const activations = {
  linear: (x) => x,
  tanh: Math.tanh,
  relu: (x) => Math.max(0, x),
  sigmoid,
  gelu: (x) => x * normal(x),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  leakyRelu: (x) => (x > 0 ? x : 0.01 * x),
  silu: (x) => x * sigmoid(x),
  hardTanh: (x) => clamp(x, -1, 1),
  hardSwish: (x) => (x * clamp(x + 3, 0, 6)) / 6,
  leakyHardTanh: (x) => clamp(x, -1, 1) + 0.01 * (x - clamp(x, -1, 1)),
  softSign: (x) => x / (1 + Math.abs(x)),
};

/** Plays `audio` with the knobs at `controls` (0..1); returns the channels of the last layer, or the audio with skip. */
export function play({ spec, weights }, audio, controls = []) {
  const settle = spec.settleSamples ?? 0;
  const frames = settle + audio.length;
  const gain = 10 ** (spec.inputGainDb / 20);
  const input = Float64Array.from({ length: frames }, (_, n) => (n < settle ? 0 : gain * audio[n - settle]));
  const knobs = controls.map((value) => new Float64Array(frames).fill(value));
  const first = { samples: [input, ...knobs], past: new Float64Array(1 + controls.length) };
  const signals = [];
  let offset = 0;
  for (const [index, layer] of spec.layers.entries()) {
    const at = (source) => (source === undefined ? undefined : source < 0 ? first : signals[source]);
    const { tensors, end } = tensorsOf(layer, weights, offset);
    offset = end;
    signals.push(run(layer, tensors, at(layer.source ?? index - 1), at(layer.condition), at(layer.residual)));
  }
  const outputGain = 10 ** (spec.outputGainDb / 20);
  return signals.at(-1).samples.map((samples, channel) => {
    const skip = spec.skip && channel === 0;
    return samples.map((y, n) => outputGain * (y + (skip ? input[n] : 0))).subarray(settle);
  });
}

function run(layer, tensors, source, condition, residual) {
  const frames = source.samples[0].length;
  const samples = Array.from({ length: layer.outputs }, () => new Float64Array(frames));
  if (layer.type === 'gru' || layer.type === 'lstm' || layer.type === 'rnn') {
    const state = { h: stateOf(tensors.initialState, layer), c: stateOf(tensors.initialCell, layer) };
    const past = state.h.slice();
    for (let n = 0; n < frames; n++) {
      recur(
        layer,
        tensors,
        source.samples.map((channel) => channel[n]),
        state,
      );
      for (const [unit, channel] of samples.entries()) channel[n] = state.h[unit];
    }
    return { samples, past };
  }
  const makers = { dense: convolve, conv: convolve, maxPool: pool, activation: pass, film: modulate, gate };
  const raw = makers[layer.type](layer, tensors, source, condition);
  for (const [channel, values] of raw.samples.entries()) {
    const add = residual?.samples[channel];
    const slope = tensors.slopes?.[channel] ?? 0;
    const activate =
      activations[layer.type === 'gate' ? 'linear' : layer.activation] ?? ((x) => (x > 0 ? x : slope * x));
    for (let n = 0; n < frames; n++) values[n] = activate(values[n] + (add?.[n] ?? 0));
    raw.past[channel] = activate(raw.past[channel] + (residual?.past[channel] ?? 0));
  }
  return raw;
}

const stateOf = (tensor, { outputs }) => (tensor ? Float64Array.from(tensor) : new Float64Array(outputs));

const signalOf = (source, channels) => ({
  samples: Array.from({ length: channels }, () => new Float64Array(source.samples[0].length)),
  past: new Float64Array(channels),
});

/** Adds `weight` times `from`, `delay` samples late, to `to`. */
function addTo(to, at, from, channel, weight, delay = 0) {
  const [target, source] = [to.samples[at], from.samples[channel]];
  const early = Math.min(delay, target.length);
  for (let n = 0; n < early; n++) target[n] += weight * from.past[channel];
  for (let n = early; n < target.length; n++) target[n] += weight * source[n - delay];
  to.past[at] += weight * from.past[channel];
}

function convolve(layer, { kernel, bias, conditionKernel }, source, condition) {
  const { inputs, outputs, taps = 1, dilation = 1, groups = 1 } = layer;
  const result = signalOf(source, outputs);
  const rows = inputs / groups;
  for (let output = 0; output < outputs; output++) {
    result.samples[output].fill(bias[output]);
    result.past[output] = bias[output];
    const firstInput = Math.floor(output / (outputs / groups)) * rows;
    for (let tap = 0; tap < taps; tap++) {
      for (let row = 0; row < rows; row++) {
        const weight = kernel[(tap * rows + row) * outputs + output];
        addTo(result, output, source, firstInput + row, weight, (taps - 1 - tap) * dilation);
      }
    }
    for (const channel of condition?.samples.keys() ?? []) {
      addTo(result, output, condition, channel, conditionKernel[channel * outputs + output]);
    }
  }
  return result;
}

function pool({ outputs, taps = 1, dilation = 1 }, _, source) {
  const samples = source.samples.slice(0, outputs).map((channel, at) =>
    channel.map((_x, n) => {
      const reached = Array.from({ length: taps }, (_t, tap) => channel[n - tap * dilation] ?? source.past[at]);
      return Math.max(...reached);
    }),
  );
  return { samples, past: source.past.slice() };
}

const pass = (_, __, source) => ({
  samples: source.samples.map((channel) => channel.slice()),
  past: source.past.slice(),
});

function modulate({ outputs }, _, source, condition) {
  const { samples, past } = condition;
  const shift = samples.length > outputs;
  return {
    samples: source.samples.map((channel, at) =>
      channel.map((x, n) => x * samples[at][n] + (shift ? samples[outputs + at][n] : 0)),
    ),
    past: source.past.map((x, at) => x * past[at] + (shift ? past[outputs + at] : 0)),
  };
}

function gate(layer, _, source) {
  const { outputs, activation, gateActivation = 'sigmoid', gateMode } = layer;
  const join = (x, second) => {
    const [a, g] = [activations[activation](x), activations[gateActivation](second)];
    return gateMode === 'blend' ? g * a + (1 - g) * x : a * g;
  };
  return {
    samples: source.samples.slice(0, outputs).map((channel, at) => {
      return channel.map((x, n) => join(x, source.samples[outputs + at][n]));
    }),
    past: source.past.slice(0, outputs).map((x, at) => join(x, source.past[outputs + at])),
  };
}

/** One sample of a recurrent layer: Keras's equations. */
function recur(layer, tensors, x, state) {
  const { type, outputs: size } = layer;
  const [kernel, recurrent, bias] = [tensors.kernel, tensors.recurrentKernel, tensors.bias];
  const columns = kernel.length / layer.inputs;
  const product = (vector, matrix, column) => {
    let sum = 0;
    for (let row = 0; row < vector.length; row++) sum += vector[row] * matrix[row * columns + column];
    return sum;
  };
  const before = state.h.slice();
  const input = (gate, i) => product(x, kernel, gate * size + i) + bias[gate * size + i];
  const feedback = (gate, i) => product(before, recurrent, gate * size + i);
  if (type === 'rnn') {
    state.h = before.map((_, i) => activations[layer.activation](input(0, i) + feedback(0, i)));
  } else if (type === 'lstm') {
    const sum = (gate, i) => input(gate, i) + feedback(gate, i);
    state.c = state.c.map((c, i) => sigmoid(sum(1, i)) * c + sigmoid(sum(0, i)) * Math.tanh(sum(2, i)));
    state.h = state.c.map((c, i) => sigmoid(sum(3, i)) * Math.tanh(c));
  } else {
    const second = (gate, i) => (layer.resetAfter === false ? 0 : bias[columns + gate * size + i]);
    const open = (gate) => before.map((_, i) => sigmoid(input(gate, i) + feedback(gate, i) + second(gate, i)));
    const [z, r] = [open(0), open(1)];
    const reset = before.map((h, i) => h * r[i]);
    state.h = before.map((h, i) => {
      const after =
        layer.resetAfter === false ? product(reset, recurrent, 2 * size + i) : r[i] * (feedback(2, i) + second(2, i));
      return z[i] * h + (1 - z[i]) * Math.tanh(input(2, i) + after);
    });
  }
}
