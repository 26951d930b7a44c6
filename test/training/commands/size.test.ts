/** Files that hold a model in several sizes, of which `--size` takes one. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NativeModel } from '../../../native/addon/src/index.js';
import { readPreset } from '../../../presets/src/index.js';
import { monoAudio } from '../../../training/src/audio/channels.js';
import { synthesiseGuitar } from '../../../training/src/audio/guitar.js';
import { readWav, writeWav } from '../../../training/src/audio/wav.js';
import { largestDifference } from '../../native/addon/support.js';
import { temporaryFolder, tonewright } from './tonewright.js';

const { path, remove } = temporaryFolder();
afterAll(remove);

/** An LSTM for sizes below 0.4, a WaveNet from there on. */
const container = 'test/parity/presets/nam-container.nam';
const sampleRate = 44100;
const dry = synthesiseGuitar({ seconds: 1, sampleRate });
const [input, out] = ['in.wav', 'out'].map(path);
const families = { 0: 'LSTM', 0.4: 'WaveNet' };

const play = (size: number) => NativeModel.read(readFileSync(container), { size }).process(dry);

beforeAll(async () => {
  await writeWav(input, monoAudio(dry, sampleRate));
  await writeWav(path('small.wav'), monoAudio(await play(0), sampleRate));
});

test.each(Object.entries(families))('size %s is the %s for info, convert and render', async (size, family) => {
  const info = await tonewright('info', container, '--size', size, '--json');
  expect(info.json).toMatchObject({ family, notices: [expect.stringMatching(`2 sizes.*Size ${size} is read`)] });

  const converted = await tonewright('convert', '--in', container, '--out', out, '--size', size);
  expect(converted.code, converted.stderr).toBe(0);
  const one = (await tonewright('info', out, '--json')).json;
  expect(one).toMatchObject({ family, weights: info.json.weights, notices: [] });

  const rendered = await tonewright('render', '--preset', container, '--in', input, '--out', out, '--size', size);
  expect(rendered.stderr).toMatch(`Size ${size} is read`);
  expect(largestDifference((await readWav(out)).channels[0], await play(Number(size)))).toBe(0);
});

test('eval and report measure the size that is asked for, by default the largest', async () => {
  const words = ['--preset', container, '--input', input, '--target', path('small.wav'), '--delay', '0'];
  expect((await tonewright('eval', ...words, '--size', '0', '--json')).json.esr).toBe(0);
  expect((await tonewright('eval', ...words, '--json')).json.esr).toBeGreaterThan(0.01);
  const report = await tonewright('report', ...words, '--size', '0', '--out', out);
  expect(report.code, report.stderr).toBe(0);
  const { weights } = readPreset(readFileSync(container), { size: 0 }).preset;
  expect(readFileSync(out, 'utf8')).toContain(`${weights.length} weights`);
});

test('the library names the sizes', async () => {
  const { json } = await tonewright('library', 'test/parity/presets', '--json');
  const entry = json.entries.find((found: { path: string }) => found.path === 'nam-container.nam');
  const { notices } = readPreset(readFileSync(container));
  expect(entry.problems).toEqual(notices.map((message) => ({ severity: 'notice', message })));
});

test.each(['2', '-0.1', 'small', ''])("a size of '%s' is refused", async (size) => {
  expect(await tonewright('info', container, '--size', size)).toMatchObject({
    code: 1,
    stderr: `error: --size: expected a number from 0 to 1, found '${size}'.\n`,
  });
});
