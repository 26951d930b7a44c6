// Neural Amp Modeler's files: what a user is told, and what goes along.
import { expect, test } from 'vitest';
import { readPreset, writePreset } from '../../presets/src/index.js';
import { parityFile } from './fixtures.js';

const file = (name: string) => JSON.parse(parityFile(`presets/nam-${name}.nam`).toString());
const read = (document: object, size?: number) => readPreset(JSON.stringify(document), { size });

test('metadata are kept under their own names, and under ours where we have one', () => {
  const { preset, notices } = read(file('wavenet'));
  expect(notices).toEqual(['The file does not say its sample rate: 48000 Hz is assumed.']);
  expect(preset.metadata).toEqual({
    name: 'Made here',
    modeled_by: 'Tonewright',
    author: 'Tonewright',
    gear_make: 'Acme',
    gear_model: 'Amp 2',
    gear_type: 'amp',
    gear: 'Acme Amp 2 (amp)',
    tone_type: 'clean',
    tags: ['clean', 'amp'],
    loudness: -18.5,
    input_level_dbu: 12.5,
    training: { validation_esr: 0.02 },
    esr: 0.02,
  });
});

test('metadata come back from a .nam file', () => {
  const { preset } = read(file('wavenet'));
  expect(readPreset(writePreset(preset, 'nam')).preset.metadata).toEqual(preset.metadata);
  const otherGear = { ...preset, metadata: { ...preset.metadata, gear: 'Fuzz' } };
  expect(readPreset(writePreset(otherGear, 'nam')).preset.metadata.tags).toEqual(['clean', 'amp']);
  const renamed = {
    ...preset,
    metadata: { author: 'Someone', gear: 'Fuzz', esr: 0.5, license: 'CC0-1.0', loudness: -9, tags: ['fuzz'] },
  };
  const { metadata } = JSON.parse(writePreset(renamed, 'nam'));
  expect(metadata).toEqual({
    modeled_by: 'Someone',
    gear_model: 'Fuzz',
    training: { validation_esr: 0.5 },
    license: 'CC0-1.0',
    loudness: -9,
    tags: ['fuzz'],
  });
});

test('of a file in several sizes the largest is read, and the notice names them', () => {
  const { preset, notices } = read(file('container'));
  expect(notices).toEqual([
    'The file holds the model in 2 sizes, from small to large: 0 to 0.4, 0.4 to 1. Size 1 is read.',
  ]);
  expect(preset.spec.layers.length).toBe(11);
  expect(preset.metadata).toMatchObject({ name: 'Both', loudness: -20 });
});

test('a smaller size brings its own metadata', () => {
  const { preset } = read(file('container'), 0.39);
  expect(preset.spec.layers.map(({ type }) => type)).toEqual(['lstm', 'dense']);
  expect(preset.metadata).toMatchObject({ name: 'Small', loudness: -30 });
  expect(read(file('container'), 0.4).preset.spec.layers.length).toBe(11);
});

test('a slimmable WaveNet has the channels of its size', () => {
  const channels = [0, 0.34, 0.67, 1].map(
    (size) => read(file('wavenet-slimmable'), size).preset.spec.layers[0].outputs,
  );
  expect(channels).toEqual([1, 2, 4, 4]);
});

test('a size outside 0 to 1 is refused', () => {
  expect(() => read(file('container'), 2)).toThrow('size: expected a number from 0 to 1, found 2');
});

test('an LSTM settles for half a second, as Neural Amp Modeler makes it', () => {
  expect(read(file('lstm')).preset.spec.settleSamples).toBe(22_050);
});

test('fields that NAM does not know are told to the user', () => {
  const { notices } = read(file('convnet-plain'));
  expect(notices).toEqual(["Fields that change nothing in NAM's own player are left out: config.more."]);
});

test.each([
  ['weights: expected 7 numbers, as the config asks for', 'linear', { weights: [1] }],
  ['weights[2]: expected a finite float32 number, found null', 'linear', { weights: [1, 2, null, 4, 5, 6, 7] }],
  ['architecture: the architecture "RNN" is not supported', 'linear', { architecture: 'RNN' }],
  ['version: expected a version up to 0.7, found 0.9.0', 'linear', { version: '0.9.0' }],
  [
    'config.receptive_field: expected an integer from 1 to 65536, found 1000000000',
    'linear',
    { config: { receptive_field: 1e9 } },
  ],
])('%s: an error names the field', (message, name, change) => {
  expect(() => read({ ...file(name), ...change })).toThrow(message);
});

test('a model in a model in a model is bounded by the nesting of the file', () => {
  const whole = file('container');
  let model = whole;
  for (let depth = 0; depth < 30; depth++) model = { ...whole, config: { submodels: [{ max_value: 1, model }] } };
  expect(() => read(model)).toThrow('at most 64 levels of nesting');
});

test('weights that a config claims are counted before anything is built of them', () => {
  const document = file('lstm');
  document.config = { input_size: 1, hidden_size: 1024, num_layers: 1024 };
  expect(() => read(document)).toThrow('weights: expected 8592036865 numbers');
});
