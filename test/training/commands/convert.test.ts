import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NativeModel } from '../../../native/addon/src/index.js';
import { type Preset, PresetError, readPreset, writeFormats, writePreset } from '../../../presets/src/index.js';
import { synthesiseGuitar } from '../../../training/src/audio/guitar.js';
import { parseArchitecture } from '../../../training/src/model/architecture.js';
import { gru, presetOf } from '../library/models.js';
import { temporaryFolder, tonewright } from './tonewright.js';

const { path, remove } = temporaryFolder();
afterAll(remove);

const playing = synthesiseGuitar({ seconds: 0.25 });
const play = ({ spec, weights }: Preset) =>
  NativeModel.create(spec, weights).process(
    playing,
    Array.from({ length: spec.layers[0].inputs - 1 }, () => 0.5),
  );

const differenceOf = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

/** The formats that a preset can be written in, each proved to play the same when it is read again. */
async function roundTrips(preset: Preset): Promise<string[]> {
  const expected = await play(preset);
  const written: string[] = [];
  for (const format of writeFormats) {
    try {
      const { preset: again } = readPreset(writePreset(preset, format));
      expect(differenceOf(await play(again), expected), format).toBeLessThanOrEqual(1e-6);
      written.push(format);
    } catch (error) {
      expect(error).toBeInstanceOf(PresetError);
      expect(error).toMatchObject({ code: 'not-expressible' });
    }
  }
  return written;
}

const folder = '../shared/data/models';
const samples = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(json|nam)$/.test(name))
  : [];
if (samples.length === 0) console.log(`${folder} is absent: its round trips are left out`);

/** What each sample can be written in besides 'tonewright'; one with several outputs cannot be written at all. */
const others: Record<string, string[]> = {
  'centaur.json': ['rtneural'],
  'centaur_50.json': ['rtneural', 'aida-x', 'pytorch'],
  'A2.nam': ['nam'],
  'lstm.nam': ['nam'],
  'slimmable_container.nam': ['nam'],
  'wavenet.nam': ['nam'],
  'wavenet_a1_standard.nam': ['nam'],
  'gru8_ts9_pytorch.json': ['aida-x', 'pytorch'],
  'lstm8_ts9_pytorch.json': ['aida-x', 'pytorch'],
  'full_model.json': ['rtneural'],
  'gru_torch.json': ['rtneural', 'pytorch'],
  'lstm_torch.json': ['rtneural', 'pytorch', 'nam'],
};

test.runIf(samples.length > 0).each(samples)('%s plays the same from every format that can hold it', async (name) => {
  const known = others[basename(name)];
  const { preset } = readPreset(readFileSync(join(folder, name)));
  const written = await roundTrips(preset);
  if (preset.spec.layers.at(-1)!.outputs > 1) expect(written).toEqual([]);
  else expect(written).toEqual(known ? ['tonewright', ...known] : expect.arrayContaining(['tonewright']));
});

test.each([
  ['gru:12', 1, ['rtneural', 'aida-x', 'pytorch']],
  ['lstm:8', 1, ['rtneural', 'aida-x', 'pytorch', 'nam']],
  ['gru:10', 2, ['rtneural', 'pytorch']],
  ['rnn:4', 1, ['pytorch']],
  ['gru-before:4', 1, []],
  ['lstm:6x2', 1, ['rtneural', 'pytorch', 'nam']],
  ['linear:32', 1, ['rtneural', 'nam']],
  ['convnet:4x4', 1, ['rtneural', 'nam']],
  ['conv:4@8/tanh+gru:6', 1, ['rtneural']],
  ['fnn:2x8@16', 1, ['rtneural']],
  ['tcn:4x3', 1, []],
  ['cnn:8x2@4', 1, []],
  ['wavenet:4x3', 1, ['nam']],
  ['wavenet:4x3/gated', 1, ['nam']],
  ['wavenet:a2-lite', 1, ['nam']],
])('%s with %i inputs goes through %j', async (architecture, inputs, formats) => {
  const preset = presetOf(parseArchitecture(architecture, inputs));
  const controls = [{ id: 'drive', name: 'Drive', min: 0, max: 1, default: 0 }].slice(0, inputs - 1);
  expect(await roundTrips({ ...preset, controls })).toEqual(['tonewright', ...formats]);
});

test('gains go into the weights of formats without them, and play the same', async () => {
  const preset = presetOf(gru(8));
  const louder = { ...preset, spec: { ...preset.spec, inputGainDb: 6, outputGainDb: -3 } };
  expect(await roundTrips(louder)).toEqual(['tonewright', 'rtneural', 'aida-x', 'pytorch']);
});

beforeAll(() => {
  const preset = presetOf(parseArchitecture('gru:8', 2), { name: 'Drive', author: 'Ann', input_level_dbu: 12.5 });
  const input = new Float32Array(16).fill(0.5);
  const knobs: Preset = {
    ...preset,
    spec: { ...preset.spec, inputGainDb: 6 },
    controls: [{ id: 'drive', name: 'Drive', min: 1, max: 11, default: 5, unit: 'dB' }],
    chain: { lowCutHz: 80 },
    selfTest: { input, output: input },
  };
  writeFileSync(path('knobs.json'), writePreset(knobs));
  writeFileSync(path('wavenet.json'), writePreset(presetOf(parseArchitecture('wavenet:4x3', 1), { author: 'Ann' })));
  writeFileSync(path('lstm.json'), writePreset(presetOf(parseArchitecture('lstm:4', 1))));
});

const convert = (source: string, out: string, to: string, ...words: string[]) =>
  tonewright('convert', '--in', source, '--out', out, '--to', to, '--json', ...words);

test('nothing is dropped in silence', async () => {
  const run = await convert(path('knobs.json'), path('knobs-pytorch.json'), 'pytorch');
  expect(run.code, run.stderr).toBe(0);
  const expected = [
    /controls are: Drive from 1 to 11 dB, at first 5/,
    /signal chain .* left out/,
    /self-test is left out/,
    /gains of 6 dB in and 0 dB out are in the weights/,
  ];
  for (const sentence of expected) {
    expect(run.stderr).toMatch(sentence);
    expect(run.json.notices).toContainEqual(expect.stringMatching(sentence));
  }
  const { metadata } = readPreset(readFileSync(path('knobs-pytorch.json'))).preset;
  expect(metadata).toMatchObject({ name: 'Drive', author: 'Ann', input_level_dbu: 12.5 });
  const whole = await convert(path('knobs.json'), path('knobs-again.json'), 'tonewright');
  expect(whole.json.notices).toEqual([]);
});

test('a WaveNet becomes a .nam file with its metadata, and no file of AIDA-X; an LSTM starts otherwise there', async () => {
  const run = await convert(path('wavenet.json'), path('wavenet.nam'), 'nam');
  expect(run.json).toMatchObject({ from: 'tonewright', to: 'nam', notices: [] });
  expect(readPreset(readFileSync(path('wavenet.nam'))).preset.metadata.author).toBe('Ann');
  const lstm = await convert(path('lstm.json'), path('lstm.nam'), 'nam');
  expect(lstm.json.notices).toEqual([expect.stringContaining('half a second of silence')]);
  const refused = await convert(path('wavenet.json'), path('never.json'), 'aida-x');
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/one layer after the other/) });
  expect(existsSync(path('never.json'))).toBe(false);
});
