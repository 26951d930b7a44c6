// Draws models and lays them out as files; what a reader must find in each is noted in `expected`.
import { writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { play, shapesOf } from './oracle.mjs';
import { generator } from './random.mjs';

export const folder = new URL('./presets/', import.meta.url);

export const layer = (type, inputs, outputs, more = {}) => ({
  type,
  activation: type === 'rnn' || type === 'gru' || type === 'lstm' ? 'tanh' : 'linear',
  inputs,
  outputs,
  ...(type === 'gru' ? { resetAfter: true } : {}),
  ...(type === 'conv' ? { taps: 1, dilation: 1, groups: 1 } : {}),
  ...more,
});

export const zeros = (value) => (Array.isArray(value) ? value.map(zeros) : 0);
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
export const sequentialLayers = (layers, drawn, noBias = false) =>
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
export function pytorchLayer(
  { type, outputs },
  { kernel, recurrentKernel, bias },
  module,
  { k = 0, noBias = false } = {},
) {
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

export const control = (id, name, min, max, initial, unit) => ({
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

export const expected = [];
const hasSelfTest = ['tonewright', 'aida-x'];

/** Draws a model, writes the file that `layout` makes of it, and notes what a reader must find. */
export function make({
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
  chain = [],
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
    chain,
    name: document.metadata?.name ?? '',
    tags: document.metadata?.tags ?? [],
    selfTest: 'output_batch' in document,
    notices,
  });
}

export const tonewright =
  (more) =>
  ({ layers, drawn }) => ({
    tonewright: 1,
    in_shape: [null, null, layers[0].inputs],
    samplerate: 48000,
    ...more,
    layers: sequentialLayers(layers, drawn),
  });
