// Makes the presets of test/parity: small models of every format with known weights, and what a reader must find in
// them. It shares no code with the readers: weights are drawn flat in the order of native/engine/spec.hpp and laid out
// here once more, and self-tests are computed by a plain double-precision reading of Keras's equations.
// Run `node test/parity/makePresets.mjs` after a change of the format; the result is committed.
import { writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

const folder = new URL('./presets/', import.meta.url);

/** mulberry32: uniform numbers in -1..1. */
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2147483648 - 1;
  };
}

const gateCount = { dense: 1, rnn: 1, gru: 3, lstm: 4 };
const layer = (type, inputs, outputs, more = {}) => ({
  type,
  activation: type === 'dense' ? 'linear' : 'tanh',
  inputs,
  outputs,
  ...(type === 'gru' ? { resetAfter: true } : {}),
  ...more,
});

/** Draws a layer's tensors as nested arrays of doubles that are not all float32. */
function drawLayer(spec, random, noBias = false) {
  const columns = gateCount[spec.type] * spec.outputs;
  const matrix = (rows) => Array.from({ length: rows }, () => vector());
  const vector = () => Array.from({ length: columns }, () => 0.6 * random());
  const bias = spec.type === 'gru' && spec.resetAfter ? matrix(2) : vector();
  return {
    kernel: matrix(spec.inputs),
    recurrent: spec.type === 'dense' ? undefined : matrix(spec.outputs),
    bias: noBias ? zeros(bias) : bias,
    noBias,
  };
}

const zeros = (value) => (Array.isArray(value) ? value.map(zeros) : 0);
const kerasTensors = ({ kernel, recurrent, bias, noBias }) => [
  kernel,
  ...(recurrent ? [recurrent] : []),
  ...(noBias ? [] : [bias]),
];
const flat = (tensors) =>
  tensors.flatMap(({ kernel, recurrent, bias }) => [kernel, recurrent ?? [], bias].flat(3)).map(Math.fround);

// The oracle.

const sigmoid = (x) => 1 / (1 + Math.exp(-x));
const activate = {
  linear: (x) => x,
  tanh: Math.tanh,
  relu: (x) => Math.max(0, x),
  sigmoid,
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
};
const round = (value) => (Array.isArray(value) ? value.map(round) : Math.fround(value));
const product = (vector, matrix, column) => vector.reduce((sum, x, row) => sum + x * matrix[row][column], 0);

function step(spec, tensors, x, state) {
  const { kernel, recurrent, bias } = tensors;
  const size = spec.outputs;
  const input = (gate, i) => product(x, kernel, gate * size + i);
  const feedback = (gate, i) => product(state.h, recurrent, gate * size + i);
  const units = Array.from({ length: size }, (_, i) => i);
  if (spec.type === 'dense') return units.map((i) => activate[spec.activation](input(0, i) + bias[i]));
  if (spec.type === 'rnn') return units.map((i) => activate[spec.activation](input(0, i) + feedback(0, i) + bias[i]));
  if (spec.type === 'lstm') {
    const gate = (g, i) => input(g, i) + feedback(g, i) + bias[g * size + i];
    state.c = units.map((i) => sigmoid(gate(1, i)) * state.c[i] + sigmoid(gate(0, i)) * Math.tanh(gate(2, i)));
    return units.map((i) => sigmoid(gate(3, i)) * Math.tanh(state.c[i]));
  }
  const [inBias, outBias] = spec.resetAfter ? bias : [bias, zeros(bias)];
  const gate = (g, i) => sigmoid(input(g, i) + feedback(g, i) + inBias[g * size + i] + outBias[g * size + i]);
  const z = units.map((i) => gate(0, i));
  const r = units.map((i) => gate(1, i));
  const reset = state.h.map((h, i) => h * r[i]);
  return units.map((i) => {
    const after = spec.resetAfter
      ? r[i] * (feedback(2, i) + outBias[2 * size + i])
      : product(reset, recurrent, 2 * size + i);
    const candidate = Math.tanh(input(2, i) + after + inBias[2 * size + i]);
    return z[i] * state.h[i] + (1 - z[i]) * candidate;
  });
}

/** Runs a model from zero state with gains of 0 dB. */
function run(layers, drawn, skip, audio, knobs) {
  const states = layers.map(({ outputs }) => ({ h: Array(outputs).fill(0), c: Array(outputs).fill(0) }));
  const rounded = drawn.map(({ kernel, recurrent, bias }) =>
    round({ kernel, recurrent, bias } && [kernel, recurrent ?? [], bias]),
  );
  return audio.map((sample) => {
    let x = [sample, ...knobs];
    for (const [index, spec] of layers.entries()) {
      const [kernel, recurrent, bias] = rounded[index];
      x = step(spec, { kernel, recurrent, bias }, x, states[index]);
      states[index].h = x;
    }
    return x[0] + (skip ? sample : 0);
  });
}

const audioOf = (random, length = 128) =>
  Array.from({ length }, (_, n) => Math.fround(0.7 * Math.sin(n * n * 0.004) * (0.8 + 0.2 * random())));

// Layouts.

const activationName = (name) => (name === 'linear' ? '' : name);
const sequentialLayers = (layers, drawn, typeNames = {}) =>
  layers.map((spec, index) => ({
    type: typeNames[index] ?? spec.type,
    activation: activationName(spec.activation),
    shape: [null, null, spec.outputs],
    ...(spec.resetAfter === false ? { reset_after: false } : {}),
    weights: kerasTensors(drawn[index]),
  }));

const transposed = (matrix) => matrix[0].map((_, column) => matrix.map((row) => row[column]));
const swapGates = (rows, size) => [...rows.slice(size, 2 * size), ...rows.slice(0, size), ...rows.slice(2 * size)];

/** PyTorch's tensors of one layer. The biases of rnn and lstm are split so that their float32 sum is known. */
function pytorchLayer({ type, outputs }, { kernel, recurrent, bias, noBias }, module, k = 0) {
  if (type === 'dense')
    return { [`${module}weight`]: transposed(kernel), ...(noBias ? {} : { [`${module}bias`]: bias }) };
  const order = (rows) => (type === 'gru' ? swapGates(rows, outputs) : rows);
  const [inBias, outBias] = type === 'gru' ? bias : [bias, zeros(bias)];
  return {
    [`${module}weight_ih_l${k}`]: order(transposed(kernel)),
    [`${module}weight_hh_l${k}`]: order(transposed(recurrent)),
    ...(noBias ? {} : { [`${module}bias_ih_l${k}`]: order(inBias), [`${module}bias_hh_l${k}`]: order(outBias) }),
  };
}

const control = (id, name, min, max, initial, unit) => ({
  id,
  name,
  min,
  max,
  default: initial,
  ...(unit ? { unit } : {}),
});
const knobValue = ({ min, max, default: initial }) => (initial - min) / (max - min);
const unnamed = (count) =>
  Array.from({ length: count }, (_, k) => control(`control${k + 1}`, `Control ${k + 1}`, 0, 1, 0));

const expected = [];

/** Draws a model, writes the file that `layout` makes of it, and notes what a reader must find. */
function make({
  name,
  format,
  seed,
  layers,
  layout,
  noBias = false,
  skip = false,
  gainsDb = [0, 0],
  rate = 48000,
  notices = 0,
  controls,
  tested = true,
}) {
  const random = generator(seed);
  const drawn = layers.map((spec) => drawLayer(spec, random, noBias));
  const knobs = controls ?? unnamed(layers[0].inputs - 1);
  const audio = audioOf(random);
  const output = tested ? run(layers, drawn, skip, audio, knobs.map(knobValue)).map(Math.fround) : undefined;
  const document = layout({ layers, drawn, audio, output });
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(document)}\n`);
  const weights = Float32Array.from(flat(drawn));
  expected.push({
    file: `${name}.json`,
    format,
    layers,
    skip,
    inputGainDb: gainsDb[0],
    outputGainDb: gainsDb[1],
    sampleRate: rate,
    weightCount: weights.length,
    weightCrc32: crc32(new Uint8Array(weights.buffer)),
    controls: knobs,
    name: document.metadata?.name ?? '',
    selfTest: tested && format !== 'pytorch' && format !== 'rtneural',
    notices,
  });
}

const tonewright =
  (more) =>
  ({ layers, drawn, audio, output }) => ({
    tonewright: 1,
    in_shape: [null, null, layers[0].inputs],
    samplerate: 48000,
    ...more,
    layers: sequentialLayers(layers, drawn),
    input_batch: audio,
    output_batch: output,
  });

make({
  name: 'tonewright-gru8',
  format: 'tonewright',
  seed: 1,
  layers: [layer('gru', 1, 8), layer('dense', 8, 1)],
  skip: true,
  gainsDb: [6, -3.5],
  rate: 44100,
  layout: tonewright({
    in_skip: 1,
    in_gain: 6,
    out_gain: -3.5,
    samplerate: 44100,
    chain: { gate: { thresholdDb: -70 } },
    metadata: {
      name: 'Grün 8 "drive"',
      author: 'Tonewright',
      license: 'CC0-1.0',
      esr: 0.01,
      delaySamples: 3,
      mood: ['warm'],
    },
  }),
});

const knobs = [control('drive', 'Drive', 0, 10, 7.5), control('tone', 'Tone', -12, 12, 3, 'dB')];
make({
  name: 'tonewright-lstm6-knobs',
  format: 'tonewright',
  seed: 2,
  layers: [layer('lstm', 3, 6), layer('dense', 6, 1)],
  controls: knobs,
  layout: tonewright({ controls: knobs, metadata: { name: 'Two knobs' } }),
});

make({
  name: 'tonewright-rnn5-gru4',
  format: 'tonewright',
  seed: 3,
  layers: [
    layer('rnn', 1, 5, { activation: 'relu' }),
    layer('gru', 5, 4, { resetAfter: false }),
    layer('rnn', 4, 3),
    layer('dense', 3, 1),
  ],
  layout: tonewright({ metadata: {} }),
});

make({
  name: 'tonewright-dense',
  format: 'tonewright',
  seed: 4,
  layers: [
    layer('dense', 1, 5, { activation: 'tanh' }),
    layer('dense', 5, 4, { activation: 'relu' }),
    layer('dense', 4, 4, { activation: 'sigmoid' }),
    layer('dense', 4, 3, { activation: 'elu' }),
    layer('dense', 3, 1),
  ],
  layout: tonewright({}),
});

make({
  name: 'rtneural-stack',
  format: 'rtneural',
  seed: 5,
  notices: 1,
  layers: [layer('dense', 1, 3, { activation: 'tanh' }), layer('gru', 3, 4), layer('lstm', 4, 3), layer('dense', 3, 1)],
  layout: ({ layers, drawn }) => ({
    in_shape: [null, null, 1],
    layers: sequentialLayers(layers, drawn, { 0: 'time-distributed-dense' }),
  }),
});

make({
  name: 'rtneural-activation',
  format: 'rtneural',
  seed: 6,
  rate: 96000,
  noBias: true,
  layers: [layer('dense', 1, 4, { activation: 'elu' }), layer('dense', 4, 1)],
  layout: ({ layers, drawn }) => {
    const [first, last] = sequentialLayers(layers, drawn);
    const activation = { type: 'activation', activation: 'elu', shape: [null, 4], weights: [] };
    return { in_shape: [null, 1], samplerate: 96000, layers: [{ ...first, activation: '' }, activation, last] };
  },
});

make({
  name: 'aida-x-lstm12',
  format: 'aida-x',
  seed: 7,
  skip: true,
  rate: 44100,
  layers: [layer('lstm', 1, 12), layer('dense', 12, 1)],
  layout: ({ layers, drawn, audio, output }) => {
    const [lstm, dense] = sequentialLayers(layers, drawn);
    return {
      in_shape: [null, null, 1],
      in_skip: 1,
      layers: [{ ...lstm, activation: '' }, dense],
      input_batch: audio.map((sample) => [sample]),
      output_batch: output.map((sample) => [sample]),
      metadata: { name: 'Made for AIDA-X', samplerate: '44100', style: 'crunch' },
    };
  },
});

make({
  name: 'aida-x-gru8-knob',
  format: 'aida-x',
  seed: 8,
  gainsDb: [-6, 12],
  notices: 2,
  layers: [layer('gru', 2, 8), layer('dense', 8, 1)],
  layout: ({ layers, drawn, audio, output }) => ({
    in_shape: [null, null, 2],
    in_gain: -6,
    out_gain: 12,
    layers: sequentialLayers(layers, drawn),
    input_batch: audio,
    output_batch: output,
  }),
});

const coreAudioMl =
  (unit, count, more) =>
  ({ layers, drawn }) => ({
    model_data: {
      model: 'SimpleRNN',
      input_size: layers[0].inputs,
      output_size: 1,
      unit_type: unit,
      num_layers: count,
      hidden_size: layers[0].outputs,
      bias_fl: true,
      ...more,
    },
    state_dict: Object.assign(
      {},
      ...layers.map((spec, k) => pytorchLayer(spec, drawn[k], spec.type === 'dense' ? 'lin.' : 'rec.', k)),
    ),
  });

make({
  name: 'pytorch-lstm2x4',
  format: 'pytorch',
  seed: 9,
  skip: true,
  notices: 1,
  layers: [layer('lstm', 1, 4), layer('lstm', 4, 4), layer('dense', 4, 1)],
  layout: coreAudioMl('LSTM', 2, { skip: 1 }),
});
make({
  name: 'pytorch-gru5-knob',
  format: 'pytorch',
  seed: 10,
  notices: 2,
  layers: [layer('gru', 2, 5), layer('dense', 5, 1)],
  layout: coreAudioMl('GRU', 1, { skip: 0 }),
});
make({
  name: 'pytorch-rnn6-nobias',
  format: 'pytorch',
  seed: 11,
  skip: true,
  notices: 2,
  noBias: true,
  layers: [layer('rnn', 1, 6), layer('dense', 6, 1)],
  layout: coreAudioMl('RNN', 1, { bias_fl: false }),
});
make({
  name: 'pytorch-state-dict',
  format: 'pytorch',
  seed: 12,
  notices: 2,
  layers: [layer('gru', 1, 3), layer('lstm', 3, 4), layer('lstm', 4, 4), layer('dense', 4, 1)],
  layout: ({ layers, drawn }) => ({
    ...pytorchLayer(layers[0], drawn[0], 'z_gru.'),
    ...pytorchLayer(layers[1], drawn[1], 'deep.lstm.', 0),
    ...pytorchLayer(layers[2], drawn[2], 'deep.lstm.', 1),
    ...pytorchLayer(layers[3], drawn[3], 'a.'),
  }),
});

const lines = (list) => `[\n${list.map((item) => JSON.stringify(item)).join(',\n')}\n]\n`;
writeFileSync(new URL('./expected.json', import.meta.url), lines(expected));

// Files that every reader refuses, each with the code of its error.

const dense = { type: 'dense', activation: '', shape: [null, 1], weights: [[[0.5]], [0.1]] };
const good = { tonewright: 1, in_shape: [null, 1], samplerate: 48000, layers: [dense] };
const withLayer = (more) => ({ ...good, layers: [{ ...dense, ...more }] });
const gru = (more) => ({
  ...good,
  layers: [
    {
      type: 'gru',
      shape: [2],
      weights: [zeros([Array(6).fill(0)]), [Array(6).fill(0), Array(6).fill(0)], [Array(6).fill(0), Array(6).fill(0)]],
      ...more,
    },
    { ...dense, weights: [[[1], [1]], [0]] },
  ],
});
const knob = { id: 'a', name: 'A', min: 0, max: 1, default: 0 };
const twoInputs = (controls) => ({ ...withLayer({ weights: [[[0.5], [0.5]], [0.1]] }), in_shape: [2], controls });
const torch = (modelData, more) => ({
  model_data: { model: 'SimpleRNN', unit_type: 'RNN', num_layers: 1, hidden_size: 1, skip: 0, ...modelData },
  state_dict: {
    'rec.weight_ih_l0': [[1]],
    'rec.weight_hh_l0': [[1]],
    'rec.bias_ih_l0': [1],
    'rec.bias_hh_l0': [1],
    'lin.weight': [[1]],
    'lin.bias': [1],
    ...more,
  },
});
const text = JSON.stringify;
const refused = {
  'not JSON': ['not-json', '{"tonewright":1,'],
  'an empty file': ['not-json', ''],
  'an array': ['invalid', '[1,2]'],
  'NaN as Python writes it': ['not-json', text(good).replace('0.5', 'NaN')],
  'a hundred levels': ['too-large', `${'['.repeat(100)}${']'.repeat(100)}`],
  'three hundred fields': ['too-large', text(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`f${i}`, i])))],
  'no known format': ['unsupported', '{"hello":1}'],
  'a .nam file': ['unsupported', '{"version":"0.5.0","architecture":"LSTM","config":{},"weights":[1]}'],
  'a future version': ['future-version', text({ ...good, tonewright: 99 })],
  'version zero': ['invalid', text({ ...good, tonewright: 0 })],
  'a version in a string': ['invalid', text({ ...good, tonewright: '1' })],
  'a version and a half': ['invalid', text({ ...good, tonewright: 1.5 })],
  'no sample rate': ['invalid', text({ ...good, samplerate: undefined })],
  'a sample rate of a telephone': ['invalid', text({ ...good, samplerate: 4000 })],
  'a sample rate in a string': ['invalid', text({ ...good, samplerate: '48000' })],
  'no layers': ['invalid', text({ ...good, layers: [] })],
  'layers that are no array': ['invalid', text({ ...good, layers: {} })],
  'sixty-five layers': ['invalid', text({ ...good, layers: Array(65).fill(dense) })],
  'seventeen inputs': ['invalid', text({ ...good, in_shape: [17] })],
  'no input': ['invalid', text({ ...good, in_shape: [0] })],
  'an input size of null': ['invalid', text({ ...good, in_shape: [1, null] })],
  'an in_shape of four sizes': ['invalid', text({ ...good, in_shape: [null, null, 1, 1] })],
  'half a skip': ['invalid', text({ ...good, in_skip: 0.5 })],
  'a skip of two': ['invalid', text({ ...good, in_skip: 2 })],
  'a skip that is a word': ['invalid', text({ ...good, in_skip: true })],
  'a gain of 200 dB': ['invalid', text({ ...good, in_gain: 200 })],
  'a gain in a string': ['invalid', text({ ...good, out_gain: '3' })],
  'metadata that is text': ['invalid', text({ ...good, metadata: 'x' })],
  'a name that is a number': ['invalid', text({ ...good, metadata: { name: 3 } })],
  'a negative ESR': ['invalid', text({ ...good, metadata: { esr: -1 } })],
  'a chain that is an array': ['invalid', text({ ...good, chain: [] })],
  'a layer that is a number': ['invalid', text({ ...good, layers: [3] })],
  'a layer without a type': ['invalid', text(withLayer({ type: undefined }))],
  'a layer without weights': ['invalid', text(withLayer({ weights: undefined }))],
  'a layer of no units': ['invalid', text(withLayer({ shape: [0] }))],
  'a layer of half a unit': ['invalid', text(withLayer({ shape: [1.5] }))],
  'a layer of 100000 units': ['invalid', text(withLayer({ shape: [100000] }))],
  'two outputs': ['invalid', text(withLayer({ shape: [2], weights: [[[1, 1]], [0, 0]] }))],
  'a tensor too few': ['invalid', text(gru({ weights: [[Array(6).fill(0)]] }))],
  'a tensor too many': ['invalid', text(withLayer({ weights: [[[1]], [0], [0]] }))],
  'a kernel with a row too many': ['invalid', text(withLayer({ weights: [[[1], [1]], [0]] }))],
  'a kernel with a short row': ['invalid', text(withLayer({ weights: [[[]], [0]] }))],
  'a kernel without rows': ['invalid', text(withLayer({ weights: [[1], [0]] }))],
  'a weight of null': ['invalid', text(withLayer({ weights: [[[null]], [0]] }))],
  'a weight in a string': ['invalid', text(withLayer({ weights: [[['1']], [0]] }))],
  'a weight that is a word': ['invalid', text(withLayer({ weights: [[[true]], [0]] }))],
  'a weight beyond double': ['not-json', text(withLayer({ weights: [[['HUGE']], [0]] })).replace('"HUGE"', '1e999')],
  'a weight beyond float32': ['invalid', text(withLayer({ weights: [[[1e39]], [0]] }))],
  'a GRU with a relu': ['invalid', text(gru({ activation: 'relu' }))],
  'a GRU with one bias, said to have two': ['invalid', text(gru({ reset_after: false }))],
  'a reset_after that is a number': ['invalid', text(gru({ reset_after: 1 }))],
  'knobs too few': ['invalid', text(twoInputs([]))],
  'knobs too many': ['invalid', text(twoInputs([knob, { ...knob, id: 'b' }]))],
  'an id twice': [
    'invalid',
    text({ ...twoInputs([knob, knob]), in_shape: [3], layers: [{ ...dense, weights: [[[1], [1], [1]], [0]] }] }),
  ],
  'an id with a space': ['invalid', text(twoInputs([{ ...knob, id: 'a b' }]))],
  'a knob without a name': ['invalid', text(twoInputs([{ ...knob, name: '' }]))],
  'a knob without a range': ['invalid', text(twoInputs([{ ...knob, max: 0 }]))],
  'a knob that starts outside': ['invalid', text(twoInputs([{ ...knob, default: 2 }]))],
  'a knob without a default': ['invalid', text(twoInputs([{ ...knob, default: undefined }]))],
  'a self-test without output': ['invalid', text({ ...good, input_batch: [0] })],
  'a self-test without input': ['invalid', text({ ...good, output_batch: [0] })],
  'a self-test of two lengths': ['invalid', text({ ...good, input_batch: [0], output_batch: [0, 0] })],
  'an empty self-test': ['invalid', text({ ...good, input_batch: [], output_batch: [] })],
  'a self-test of null': ['invalid', text({ ...good, input_batch: [null], output_batch: [0] })],
  'a stereo self-test': ['invalid', text({ ...good, input_batch: [[0, 0]], output_batch: [0] })],
  'a convolution of ours': ['unsupported', text(withLayer({ type: 'conv1d' }))],
  'a softmax of ours': ['unsupported', text(withLayer({ activation: 'softmax' }))],
  'a convolution of RTNeural': ['unsupported', text({ in_shape: [1], layers: [{ ...dense, type: 'conv1d' }] })],
  'a type named as a property of every object': [
    'unsupported',
    text({ in_shape: [1], layers: [{ ...dense, type: 'constructor' }] }),
  ],
  'a softmax': ['unsupported', text({ in_shape: [1], layers: [{ ...dense, activation: 'softmax' }] })],
  'an activation first': [
    'unsupported',
    text({ in_shape: [1], layers: [{ type: 'activation', activation: 'tanh', shape: [1], weights: [] }, dense] }),
  ],
  'two activations': [
    'unsupported',
    text({
      in_shape: [1],
      layers: [
        { ...dense, activation: 'tanh' },
        { type: 'activation', activation: 'tanh', shape: [1], weights: [] },
      ],
    }),
  ],
  'AIDA-X at 1 Hz': ['invalid', text({ in_shape: [1], in_skip: 0, samplerate: 1, layers: [dense] })],
  'layers that are not there': ['invalid', text(torch({ num_layers: 2 }))],
  'layers that are not told': ['invalid', text(torch({}, { 'rec.weight_ih_l1': [[1]], 'rec.weight_hh_l1': [[1]] }))],
  'a unit type that lies': ['invalid', text(torch({ unit_type: 'LSTM' }))],
  'a hidden size that lies': ['invalid', text(torch({ hidden_size: 2 }))],
  'a PyTorch skip of two': ['invalid', text(torch({ skip: 2 }))],
  'a linear bias that is missing': ['invalid', text(torch({ bias_fl: true }, { 'lin.bias': undefined }))],
  'another network': ['invalid', text(torch({ model: 'RecNet' }))],
  'a bidirectional layer': ['unsupported', text(torch({}, { 'rec.weight_ih_l0_reverse': [[1]] }))],
  'a PyTorch convolution': ['unsupported', '{"weight":[[[1,2,3]]],"bias":[1]}'],
  'a PyTorch chain that does not fit': ['invalid', text(torch({}, { 'lin.weight': [[1, 1]] }))],
  'a bias of another size': ['invalid', text(torch({}, { 'rec.bias_ih_l0': [1, 1] }))],
  'two gates': ['invalid', text(torch({}, { 'rec.weight_hh_l0': [[1], [1]] }))],
  'no tensors': ['invalid', '{"model_data":{},"state_dict":{}}'],
  'PyTorch without tensors': ['invalid', '{"model_data":{}}'],
};
writeFileSync(
  new URL('./refused.json', import.meta.url),
  lines(Object.entries(refused).map(([name, [code, file]]) => ({ name, code, text: file }))),
);
