// Makes the presets of test/parity: small models of every format with known weights, and what a reader must find in
// them. It shares no code with the readers: weights are drawn flat in the order of native/engine/spec.hpp and laid out
// here once more, and self-tests are played by the oracle.
// Run `node test/parity/makePresets.mjs` after a change of the format; the result is committed. The .nam files, which
// become other layers than lie in them, are held by what Neural Amp Modeler's own player makes of them: see nam.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { namFiles } from './namFiles.mjs';
import { play, shapesOf } from './oracle.mjs';
import { generator } from './random.mjs';
import { refused } from './refusedFiles.mjs';

const folder = new URL('./presets/', import.meta.url);

const layer = (type, inputs, outputs, more = {}) => ({
  type,
  activation: type === 'rnn' || type === 'gru' || type === 'lstm' ? 'tanh' : 'linear',
  inputs,
  outputs,
  ...(type === 'gru' ? { resetAfter: true } : {}),
  ...(type === 'conv' ? { taps: 1, dilation: 1, groups: 1 } : {}),
  ...more,
});

const zeros = (value) => (Array.isArray(value) ? value.map(zeros) : 0);
const nested = ([length, ...inner], draw) =>
  Array.from({ length }, () => (inner.length > 0 ? nested(inner, draw) : draw()));

/** Draws a layer's tensors as nested arrays of doubles that are not all float32, the bias first. */
function drawLayer(spec, random, noBias = false) {
  const tensors = Object.fromEntries(Object.keys(shapesOf(spec)).map((name) => [name, undefined]));
  const { bias, ...others } = shapesOf(spec);
  for (const [name, shape] of Object.entries({ ...(bias ? { bias } : {}), ...others })) {
    tensors[name] = nested(shape, () => 0.6 * random());
  }
  if (noBias) tensors.bias = zeros(tensors.bias);
  return tensors;
}

const flat = (drawn) => drawn.flatMap((tensors) => Object.values(tensors).flat(3)).map(Math.fround);

/** Runs a model from a reset with gains of 0 dB. */
function run(layers, weights, { skip, settleSamples }, audio, knobs) {
  const spec = { layers, skip, settleSamples, inputGainDb: 0, outputGainDb: 0 };
  return play({ spec, weights }, audio, knobs)[0];
}

const audioOf = (random, length = 128) =>
  Array.from({ length }, (_, n) => Math.fround(0.7 * Math.sin(n * n * 0.004) * (0.8 + 0.2 * random())));

// Layouts.

const activationName = (name) => (name === 'linear' ? '' : name);
const typeName = { conv: 'conv1d', maxPool: 'maxpool' };
const given = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const sequentialLayers = (layers, drawn, noBias = false) =>
  layers.map((spec, index) => {
    const { bias, ...others } = drawn[index];
    return given({
      type: typeName[spec.type] ?? spec.type,
      activation: activationName(spec.activation),
      shape: [null, null, spec.outputs],
      reset_after: spec.resetAfter === false ? false : undefined,
      kernel_size: spec.taps && [spec.taps],
      dilation: spec.dilation && [spec.dilation],
      groups: spec.groups,
      gate_activation: spec.gateActivation,
      mode: spec.gateMode,
      source: spec.source,
      condition: spec.condition,
      residual: spec.residual,
      initial_state: spec.initialState,
      weights: Object.values(noBias ? others : drawn[index]),
    });
  });

const transposed = (matrix) => matrix[0].map((_, column) => matrix.map((row) => row[column]));
const swapGates = (rows, size) => [...rows.slice(size, 2 * size), ...rows.slice(0, size), ...rows.slice(2 * size)];

/** PyTorch's tensors of one layer. The biases of rnn and lstm are split so that their float32 sum is known. */
function pytorchLayer({ type, outputs }, { kernel, recurrentKernel, bias }, module, { k = 0, noBias = false } = {}) {
  if (type === 'dense')
    return { [`${module}weight`]: transposed(kernel), ...(noBias ? {} : { [`${module}bias`]: bias }) };
  const order = (rows) => (type === 'gru' ? swapGates(rows, outputs) : rows);
  const [inBias, outBias] = type === 'gru' ? bias : [bias, zeros(bias)];
  return {
    [`${module}weight_ih_l${k}`]: order(transposed(kernel)),
    [`${module}weight_hh_l${k}`]: order(transposed(recurrentKernel)),
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
const hasSelfTest = ['tonewright', 'aida-x'];

/** Draws a model, writes the file that `layout` makes of it, and notes what a reader must find. */
function make({
  name,
  format,
  seed,
  layers,
  layout,
  noBias = false,
  skip = false,
  settleSamples = 0,
  found = (_document, weights) => weights,
  gainsDb = [0, 0],
  rate = 48000,
  notices = 0,
  controls,
  nestSamples = false,
}) {
  const random = generator(seed);
  const drawn = layers.map((spec) => drawLayer(spec, random, noBias));
  const knobs = controls ?? unnamed(layers[0].inputs - 1);
  const audio = audioOf(random);
  const document = layout({ layers, drawn });
  const weights = Float32Array.from(found(document, flat(drawn)));
  if (hasSelfTest.includes(format)) {
    const output = [...run(layers, weights, { skip, settleSamples }, audio, knobs.map(knobValue))].map(Math.fround);
    const nest = (samples) => (nestSamples ? samples.map((sample) => [sample]) : samples);
    Object.assign(document, { input_batch: nest(audio), output_batch: nest(output) });
  }
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(document)}\n`);
  expected.push({
    file: `${name}.json`,
    format,
    layers,
    skip,
    inputGainDb: gainsDb[0],
    outputGainDb: gainsDb[1],
    sampleRate: rate,
    settleSamples,
    weightCount: weights.length,
    weightCrc32: crc32(new Uint8Array(weights.buffer)),
    controls: knobs,
    name: document.metadata?.name ?? '',
    selfTest: 'output_batch' in document,
    notices,
  });
}

const tonewright =
  (more) =>
  ({ layers, drawn }) => ({
    tonewright: 1,
    in_shape: [null, null, layers[0].inputs],
    samplerate: 48000,
    ...more,
    layers: sequentialLayers(layers, drawn),
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
    layers: sequentialLayers(layers, drawn).map((json, k) => (k ? json : { ...json, type: 'time-distributed-dense' })),
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
    const [first, last] = sequentialLayers(layers, drawn, true);
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
  nestSamples: true,
  layout: ({ layers, drawn }) => {
    const [lstm, dense] = sequentialLayers(layers, drawn);
    return {
      in_shape: [null, null, 1],
      in_skip: 1,
      layers: [{ ...lstm, activation: '' }, dense],
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
  layout: ({ layers, drawn }) => ({
    in_shape: [null, null, 2],
    in_gain: -6,
    out_gain: 12,
    layers: sequentialLayers(layers, drawn),
  }),
});

const coreAudioMl =
  (unit, count, more, noBias = false) =>
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
      ...layers.map((spec, k) => pytorchLayer(spec, drawn[k], spec.type === 'dense' ? 'lin.' : 'rec.', { k, noBias })),
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
  layout: coreAudioMl('RNN', 1, { bias_fl: false }, true),
});
make({
  name: 'pytorch-state-dict',
  format: 'pytorch',
  seed: 12,
  notices: 2,
  layers: [layer('gru', 1, 3), layer('lstm', 3, 4), layer('lstm', 4, 4), layer('dense', 4, 1)],
  layout: ({ layers, drawn }) => ({
    ...pytorchLayer(layers[0], drawn[0], 'z_gru.'),
    ...pytorchLayer(layers[1], drawn[1], 'deep.lstm.', { k: 0 }),
    ...pytorchLayer(layers[2], drawn[2], 'deep.lstm.', { k: 1 }),
    ...pytorchLayer(layers[3], drawn[3], 'a.'),
  }),
});

// Layers that name their sources.

const control2 = [control('drive', 'Drive', 0, 1, 0.25), control('tone', 'Tone', 0, 1, 0.75)];
make({
  name: 'tonewright-tcn',
  format: 'tonewright',
  seed: 13,
  controls: control2,
  layers: [
    layer('conv', 3, 4, { taps: 3, activation: 'prelu' }),
    layer('conv', 4, 6, {
      taps: 2,
      dilation: 4,
      groups: 2,
      activation: 'leakyRelu',
      condition: -1,
      conditionChannels: 3,
    }),
    layer('conv', 6, 4, { residual: 0, activation: 'tanh' }),
    layer('conv', 4, 4, { taps: 2, dilation: 8, groups: 4, source: 0, residual: 2, activation: 'prelu' }),
    layer('activation', 4, 4, { residual: 2, activation: 'relu' }),
    layer('dense', 4, 2, { activation: 'prelu' }),
    layer('conv', 2, 1, { taps: 5, dilation: 3 }),
  ],
  layout: tonewright({ controls: control2 }),
});
make({
  name: 'tonewright-film',
  format: 'tonewright',
  seed: 14,
  controls: [control2[0]],
  skip: true,
  layers: [
    layer('dense', 2, 6, { activation: 'silu' }),
    layer('conv', 2, 3, { taps: 2, source: -1 }),
    layer('film', 3, 3, { condition: 0, conditionChannels: 6, activation: 'prelu' }),
    layer('gru', 3, 3),
    layer('film', 3, 3, { condition: 1, conditionChannels: 3, activation: 'softSign' }),
    layer('activation', 3, 3, { activation: 'prelu', source: 3, residual: 4 }),
    layer('dense', 3, 1),
  ],
  layout: tonewright({ controls: [control2[0]], in_skip: 1 }),
});
make({
  name: 'tonewright-gates',
  format: 'tonewright',
  seed: 15,
  layers: [
    layer('conv', 1, 8, { taps: 2, dilation: 2, activation: 'gelu' }),
    layer('gate', 8, 4, { activation: 'hardTanh', gateActivation: 'sigmoid', gateMode: 'multiply' }),
    layer('maxPool', 4, 4, { taps: 3, dilation: 2 }),
    layer('activation', 4, 4, { activation: 'hardSwish' }),
    layer('gate', 8, 4, { source: 0, activation: 'tanh', gateActivation: 'leakyHardTanh', gateMode: 'blend' }),
    layer('activation', 4, 4, { residual: 3 }),
    layer('dense', 4, 1, { activation: 'elu' }),
  ],
  layout: tonewright({ metadata: {} }),
});
make({
  name: 'tonewright-states',
  format: 'tonewright',
  seed: 16,
  settleSamples: 100,
  layers: [
    layer('rnn', 1, 3, { initialState: true }),
    layer('gru', 3, 3, { initialState: true }),
    layer('lstm', 3, 2, { initialState: true }),
    layer('dense', 2, 1),
  ],
  layout: tonewright({ settle_samples: 100 }),
});

const shapeOf = (channels) => [null, null, channels];
const batchNorm = (random, channels, affine = true) => {
  const vector = () => Array.from({ length: channels }, () => Math.abs(random()));
  return {
    type: 'batchnorm',
    activation: '',
    shape: shapeOf(channels),
    epsilon: 0.01,
    weights: Array.from({ length: affine ? 4 : 2 }, vector),
  };
};

/** Kernel rows and biases of a layer of `channels` outputs behind which a batch norm lies. */
function folded(weights, { weights: tensors, epsilon }, channels) {
  const ones = Array(channels).fill(1);
  const [gamma, beta, mean, variance] = (tensors.length === 4 ? tensors : [ones, zeros(ones), ...tensors]).map(
    (tensor) => tensor.map(Math.fround),
  );
  const scale = gamma.map((value, k) => value / Math.sqrt(variance[k] + Math.fround(epsilon)));
  return weights.map((weight, i) => {
    const k = i % channels;
    return i < weights.length - channels ? weight * scale[k] : (weight - mean[k]) * scale[k] + beta[k];
  });
}

const bnRandom = generator(170);
const norms = [batchNorm(bnRandom, 4), batchNorm(bnRandom, 2, false)];
make({
  name: 'rtneural-conv',
  format: 'rtneural',
  seed: 17,
  notices: 1,
  layers: [
    layer('conv', 1, 4, { taps: 3, dilation: 2, activation: 'tanh' }),
    layer('conv', 4, 2, { taps: 2, groups: 2, activation: 'prelu' }),
    layer('conv', 2, 2, { groups: 2, activation: 'prelu' }),
    layer('activation', 2, 2, { activation: 'sigmoid' }),
    layer('dense', 2, 1, { activation: 'relu' }),
  ],
  layout: ({ layers, drawn }) => {
    const [first, second, , , last] = sequentialLayers(layers, drawn);
    const slopes = (index, values) => ({
      type: 'prelu',
      activation: '',
      shape: shapeOf(2),
      weights: [values(drawn[index].slopes)],
    });
    const activation = (name, channels) => ({
      type: 'activation',
      activation: name,
      shape: shapeOf(channels),
      weights: [],
    });
    return {
      in_shape: [null, null, 1],
      layers: [
        { ...first, activation: '' },
        norms[0],
        activation('tanh', 4),
        { ...second, activation: '', kernel_size: 2, dilation: 1, weights: second.weights.slice(0, 2) },
        slopes(1, (values) => [values]),
        norms[1],
        slopes(2, ([value]) => [[[value]]]),
        activation('sigmoid', 2),
        { ...last, activation: '' },
        activation('relu', 1),
      ],
    };
  },
  found: (document, weights) => {
    const sizes = [16, 2 * 2 * 2 + 2 + 2, 6, 3];
    const parts = sizes.map((size, k) => {
      const start = sizes.slice(0, k).reduce((a, b) => a + b, 0);
      return weights.slice(start, start + size);
    });
    const slope = Math.fround(document.layers[6].weights[0][0][0][0] ?? 0);
    const unit = folded([1, 1, 0, 0], norms[1], 2);
    return [...folded(parts[0], norms[0], 4), ...parts[1], ...unit, slope, slope, ...parts[3]];
  },
});
make({
  name: 'pytorch-conv',
  format: 'pytorch',
  seed: 18,
  notices: 3,
  layers: [layer('conv', 1, 3, { taps: 4 }), layer('conv', 3, 2, { taps: 2 })],
  layout: ({ layers, drawn }) => {
    const rows = (index) =>
      Array.from({ length: layers[index].outputs }, (_, output) =>
        Array.from({ length: layers[index].inputs }, (_, input) =>
          drawn[index].kernel.map((tap) => tap[input][output]),
        ),
      );
    return { 'a.weight': rows(0), 'a.bias': drawn[0].bias, 'b.weight': rows(1), 'b.bias': drawn[1].bias };
  },
});

// Neural Amp Modeler.

const sweep = Float32Array.from({ length: 96 }, (_, n) => 0.5 * Math.sin(n * n * 0.01) * Math.cos(0.1 * n));
const { readPreset } = await import('@tonewright/presets');
const played = JSON.parse(readFileSync(new URL('./nam.json', import.meta.url)));
for (const [name, document, notices = 0, size] of namFiles) {
  const file = `${name}.nam`;
  writeFileSync(new URL(file, folder), `${JSON.stringify(document)}\n`);
  const { preset } = readPreset(JSON.stringify(document), { size });
  // A file of ours may say that it settles otherwise than in NAM's player, which then plays its start otherwise.
  const asPlayed = document.metadata?.settle_samples
    ? { ...preset, spec: { ...preset.spec, settleSamples: 24_000 } }
    : preset;
  const { output } = played.find((entry) => entry.file === file && entry.size === size);
  const error = Math.max(...play(asPlayed, sweep)[0].map((y, n) => Math.abs(y - output[n])));
  if (!(error < 1e-5)) throw new Error(`${file} does not play as Neural Amp Modeler plays it: ${error}`);
  const { settleSamples = 0, ...spec } = preset.spec;
  expected.push({
    file,
    ...(size === undefined ? {} : { size }),
    format: 'nam',
    ...spec,
    settleSamples,
    weightCount: preset.weights.length,
    weightCrc32: crc32(new Uint8Array(preset.weights.buffer)),
    controls: [],
    name: preset.metadata.name ?? '',
    selfTest: false,
    notices,
  });
}

const lines = (list) => `[\n${list.map((item) => JSON.stringify(item)).join(',\n')}\n]\n`;
writeFileSync(new URL('./expected.json', import.meta.url), lines(expected));
const refusedLines = Object.entries(refused).map(([name, [code, text]]) => ({ name, code, text }));
writeFileSync(new URL('./refused.json', import.meta.url), lines(refusedLines));
