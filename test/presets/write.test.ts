import { expect, test } from 'vitest';
import { type Preset, readPreset, type WriteFormat, writePreset } from '../../presets/src/index.js';
import { formatFloat32 } from '../../presets/src/writers/json.js';
import { gruPreset, parityFile, parityJson } from './fixtures.js';

/** A change of a preset's description. */
const changed = (preset: Preset, spec: Partial<Preset['spec']>): Preset => ({
  ...preset,
  spec: { ...preset.spec, ...spec },
});

const oneOutput = parityJson('expected.json').filter(({ layers }: Preset['spec']) => layers.at(-1)!.outputs === 1);

test.each(oneOutput)('$file comes back the same from a Tonewright file', ({ file, size }) => {
  const { preset } = readPreset(parityFile(`presets/${file}`), { size });
  const text = writePreset(preset);
  expect(readPreset(text)).toEqual({ preset, format: 'tonewright', notices: [] });
  expect(writePreset(readPreset(text).preset)).toBe(text);
});

test('a float32 is written as the shortest decimal that reads back the same', () => {
  expect(formatFloat32(Math.fround(0.1))).toBe('0.1');
  expect(formatFloat32(Math.fround(1 / 3))).toBe('0.33333334');
  expect(formatFloat32(16_777_216)).toBe('16777216');
  expect(formatFloat32(-0)).toBe('-0.0');
  // The smallest and the largest float32, and the smallest normal one.
  expect(formatFloat32(2 ** -149)).toBe('1e-45');
  expect(formatFloat32(2 ** 128 - 2 ** 104)).toBe('3.4028235e+38');
  expect(formatFloat32(2 ** -126)).toBe('1.1754944e-38');
});

test('every kind of float32 comes back bit by bit, from 9 digits at most', () => {
  const bits = Uint32Array.from({ length: 20_000 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 0);
  const floats = new Float32Array(bits.buffer).filter(Number.isFinite);
  expect(floats.length).toBeGreaterThan(19_000);
  const texts = Array.from(floats, formatFloat32);
  const back = Float32Array.from(texts, (text) => JSON.parse(text));
  expect(new Uint32Array(back.buffer)).toEqual(new Uint32Array(floats.buffer));
  const digits = texts.map((text) => text.replace(/e.*|[-.]/g, '').replace(/^0+|0+$/g, '').length);
  expect(Math.max(...digits)).toBe(9);
});

test('a model of several outputs is no preset', () => {
  const { preset } = readPreset(parityFile('presets/pytorch-conv.json'));
  expect(() => writePreset(preset)).toThrow('a preset has one output, this model has 2');
});

test.each<WriteFormat>(['rtneural', 'aida-x'])('%s carries the same weights', (format) => {
  const preset = gruPreset(8);
  const read = readPreset(writePreset(preset, format));
  expect(read.format).toBe(format);
  expect(read.preset).toEqual(preset);
});

test('AIDA-X files carry skip, gains and self-test', () => {
  const selfTest = { input: Float32Array.of(0, 0.5), output: Float32Array.of(0.25, -0.125) };
  const preset = { ...changed(gruPreset(12), { skip: true, inputGainDb: 3, outputGainDb: -4.5 }), selfTest };
  expect(readPreset(writePreset(preset, 'aida-x')).preset).toEqual(preset);
});

test('the sample rate of a preset is not overruled by its metadata, which AIDA-X reads first', () => {
  const preset = { ...gruPreset(8), metadata: { name: 'n', samplerate: 44_100 } };
  expect(readPreset(writePreset(preset, 'aida-x')).preset.spec.sampleRate).toBe(48_000);
});

test('an AIDA-X self-test goes along only when the controls start at 0, as its player tests', () => {
  const selfTest = { input: Float32Array.of(0), output: Float32Array.of(0) };
  const preset = { ...gruPreset(8, 2), selfTest };
  expect(JSON.parse(writePreset(preset, 'aida-x'))).toHaveProperty('output_batch');
  preset.controls[0].default = 5;
  expect(JSON.parse(writePreset(preset, 'aida-x'))).not.toHaveProperty('output_batch');
});

test.each<[string, WriteFormat, Preset]>([
  ['AIDA-X plays one GRU or LSTM of 8, 12', 'aida-x', gruPreset(10)],
  ['AIDA-X takes 3 inputs', 'aida-x', gruPreset(8, 4)],
  ['RTNeural has no skip', 'rtneural', changed(gruPreset(8), { skip: true })],
  ['no Elman RNN', 'rtneural', readPreset(parityFile('presets/pytorch-rnn6-nobias.json')).preset],
])('%s: what a format cannot say is refused', (why, format, preset) => {
  expect(() => writePreset(preset, format)).toThrow(why);
});

test.each<[string, Preset, string]>([
  ['a NaN', { ...gruPreset(8), weights: gruPreset(8).weights.fill(Number.NaN, 3, 4) }, 'weights[3]: expected finite'],
  ['too few weights', { ...gruPreset(8), weights: new Float32Array(3) }, 'weights: expected 273 floats, found 3'],
  ['a missing control', { ...gruPreset(8, 2), controls: [] }, 'controls: expected 1 controls'],
  ['a rate of 0 Hz', changed(gruPreset(8), { sampleRate: 0 }), 'samplerate: expected >= 8000, found 0'],
])('%s is never written', (_, preset, message) => {
  expect(() => writePreset(preset)).toThrow(message);
});
