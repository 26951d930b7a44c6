// Makes the presets of test/parity: small models of every format with known weights, and what a reader must find in
// them. It shares no code with the readers: weights are drawn flat in the order of native/engine/spec.hpp and laid out
// here once more, and self-tests are played by the oracle.
// Run `node test/parity/makePresets.mjs` after a change of the format; the result is committed. The .nam files, which
// become other layers than lie in them, are held by what Neural Amp Modeler's own player makes of them: see nam.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { namFiles } from './namFiles.mjs';
import { play } from './oracle.mjs';
import { control, expected, folder, layer, make, pytorchLayer, sequentialLayers, tonewright } from './presetMaker.mjs';
import { refused } from './refusedFiles.mjs';

make({
  name: 'tonewright-gru8',
  format: 'tonewright',
  seed: 1,
  layers: [layer('gru', 1, 8), layer('dense', 8, 1)],
  skip: true,
  gainsDb: [6, -3.5],
  chain: [
    { id: 'gate', value: -70.5 },
    { id: 'dcBlock', value: 0 },
    { id: 'mix', value: 75 },
  ],
  rate: 44100,
  layout: tonewright({
    in_skip: 1,
    in_gain: 6,
    out_gain: -3.5,
    samplerate: 44100,
    chain: { mix: 75, gate: -70.5, dcBlock: 0, bypass: 1, reverb: { seconds: 2 } },
    metadata: {
      name: 'Grün 8 "drive"',
      author: 'Tonewright',
      license: 'CC0-1.0',
      tags: ['overdrive', 'grün'],
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

await import('./layerPresets.mjs');

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
    chain: [],
    name: preset.metadata.name ?? '',
    tags: preset.metadata.tags ?? [],
    selfTest: false,
    notices,
  });
}

const lines = (list) => `[\n${list.map((item) => JSON.stringify(item)).join(',\n')}\n]\n`;
writeFileSync(new URL('./expected.json', import.meta.url), lines(expected));
const refusedLines = Object.entries(refused).map(([name, [code, text]]) => ({ name, code, text }));
writeFileSync(new URL('./refused.json', import.meta.url), lines(refusedLines));
