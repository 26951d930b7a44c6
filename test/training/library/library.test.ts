import { copyFileSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writePreset } from '../../../presets/src/index.js';
import { synthesiseGuitar } from '../../../training/src/audio/guitar.js';
import { integratedLoudness } from '../../../training/src/metrics/loudness.js';
import { parseArchitecture } from '../../../training/src/model/architecture.js';
import { type Run, temporaryFolder, tonewright } from '../commands/tonewright.js';
import { gainOf, gru, presetOf } from './models.js';

const { path, remove } = temporaryFolder();
afterAll(remove);

let run: Run;
// biome-ignore lint/suspicious/noExplicitAny: tests look into the JSON of the result
const entry = (name: string): any => run.json.entries.find((found: { path: string }) => found.path === name);
const messages = (name: string): string =>
  entry(name)
    .problems.map(({ severity, message }: { severity: string; message: string }) => `${severity}: ${message}`)
    .join('\n');

beforeAll(async () => {
  mkdirSync(path('models/amps'), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(path(`models/${name}`), text);
  write('gru.json', writePreset(presetOf(gru(4), { name: 'Little\u001b[31m drive', author: 'Ann', gear: 'pedal' })));
  copyFileSync(path('models/gru.json'), path('models/amps/same.json'));
  const wavenet = parseArchitecture('wavenet:4x3', 1);
  write('amps/wavenet.nam', writePreset(presetOf(wavenet, { loudness: -17.5 }), 'nam'));
  write('unity.json', writePreset(gainOf(1)));
  write('loud.json', writePreset(gainOf(30)));
  write('claims.json', writePreset(gainOf(1, { loudness: 3 })));
  write('silent.json', writePreset(gainOf(0)));
  const tested = gainOf(1);
  const input = new Float32Array(64).fill(0.5);
  write('wrong.json', writePreset({ ...tested, selfTest: { input, output: input.map((x) => x + 0.1) } }));
  write('other.json', JSON.stringify({ layers: [], in_shape: [null, null, 1] }));
  const { tonewright: _, samplerate: __, ...rateless } = JSON.parse(writePreset(gainOf(1)));
  write('rateless.json', JSON.stringify(rateless));
  write('text.nam', 'This is no model.');
  write('deep.json', '['.repeat(100_000));
  write('cut.nam', writePreset(presetOf(wavenet), 'nam').slice(0, 300));
  write('nan.json', writePreset(gainOf(1)).replace(/"weights":\[\n\[\[1/, '"weights":[\n[[NaN'));
  write('huge.nam', '');
  truncateSync(path('models/huge.nam'), 2 ** 30);
  write(
    'wide.json',
    `{"version":"0.5.4","architecture":"LSTM","config":{"input_size":1,"hidden_size":1e9,"num_layers":1},"weights":[]}`,
  );
  symlinkSync('..', path('models/amps/loop'));
  write('notes.txt', '');
  run = await tonewright('library', path('models'), '--json');
});

test('the scan works whatever the files are', () => {
  expect(run.code, run.stderr).toBe(0);
  expect(run.json.leftOut).toEqual({ '.txt': 1 });
  expect(run.json.entries.map((found: { path: string }) => found.path)).toEqual(
    ['amps/same.json', 'amps/wavenet.nam', 'claims.json', 'cut.nam', 'deep.json', 'gru.json', 'huge.nam'].concat(
      ['loud.json', 'nan.json', 'other.json', 'rateless.json', 'silent.json', 'text.nam', 'unity.json', 'wide.json'],
      ['wrong.json'],
    ),
  );
});

test('a model that loads is told by family, size, cost and what its file says', () => {
  const { loads, model } = entry('gru.json');
  expect(loads).toBe(true);
  expect(model).toMatchObject({ format: 'tonewright', family: 'GRU', architecture: 'gru:4', sampleRate: 48000 });
  expect(model).toMatchObject({ name: 'Little [31m drive', author: 'Ann', gear: 'pedal', latencySamples: 0 });
  // Kernels 1 x 12 and 4 x 12, and the dense layer's 4.
  expect(model.macsPerSample).toBe(64);
  expect(model.receptiveFieldSamples).toBeNull();
  expect(model.load).toBeGreaterThan(0);
  const { model: nam } = entry('amps/wavenet.nam');
  expect(nam).toMatchObject({ format: 'nam', family: 'WaveNet' });
  // Three taps at dilations 1, 2 and 4.
  expect(nam.receptiveFieldSamples).toBe(15);
});

test('loudness is what the file says, else that of the standard playing through the model', () => {
  expect(entry('amps/wavenet.nam').model).toMatchObject({ loudness: -17.5, loudnessFrom: 'metadata' });
  const playing = synthesiseGuitar({ seconds: 1.5, sampleRate: 48000 }).subarray(24000);
  const dry = integratedLoudness([playing], 48000);
  expect(entry('unity.json').model.loudness).toBeCloseTo(dry, 3);
  expect(entry('unity.json').model.loudnessFrom).toBe('measured');
  expect(entry('loud.json').model.loudness).toBeCloseTo(dry + 20 * Math.log10(30), 2);
});

test.each([
  ['loud.json', /^warning: It is far louder than its input/],
  ['claims.json', /^warning: It is far louder than its input: 3\.0/],
  ['silent.json', /^warning: It plays silence/],
  ['gru.json', /^warning: It is the same file as amps\/same\.json/],
  ['rateless.json', /^notice: .*sample rate: 48000 Hz is assumed/],
])('%s loads, with a word about it', (name, message) => {
  expect(entry(name).loads).toBe(true);
  expect(messages(name)).toMatch(message);
});

test.each([
  ['wrong.json', /self-test failed/],
  ['other.json', /layers/],
  ['text.nam', /JSON/],
  ['cut.nam', /cut off/],
  ['deep.json', /64 levels of nesting/],
  ['nan.json', /NaN/],
  ['huge.nam', /at most 32 MB.*1024 MB/],
  ['wide.json', /hidden_size/],
])('%s does not load, for a reason', (name, message) => {
  expect(entry(name).loads).toBe(false);
  expect(entry(name).problems[0].severity).toBe('error');
  expect(messages(name)).toMatch(message);
});

test('a model with nothing wrong has nothing said about it', () => {
  expect(messages('unity.json')).toBe('');
});

test('the table is ordered and filtered as asked, and has no control characters of the files', async () => {
  const { stdout } = await tonewright('library', path('models'), '--family', 'dense', '--sort', '-loudness');
  const files = stdout.split('\n').flatMap((line) => /^\S+\.json/.exec(line) ?? []);
  expect(files).toEqual(['loud.json', 'claims.json', 'rateless.json', 'unity.json', 'silent.json']);
  expect(stdout).toMatch(/16 model files, 8 load, 8 do not, 1 other files left out \(1 \.txt\)/);
  const all = await tonewright('library', path('models'));
  expect(all.stdout).toContain('Little [31m drive');
  expect(all.stdout).not.toContain('\u001b');
});

test('a column or a folder that there is not is a mistake of use', async () => {
  expect(await tonewright('library', path('models'), '--sort', 'colour')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("found 'colour'"),
  });
  expect(await tonewright('library', path('nothing'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Expected a folder'),
  });
});
