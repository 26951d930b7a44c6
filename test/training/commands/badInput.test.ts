import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { monoAudio } from '../../../training/src/audio/channels.js';
import { encodeWav, readWav, writeWav } from '../../../training/src/audio/wav.js';
import { cli, temporaryFolder, tonewright, writeOverdrivePair } from './tonewright.js';

const folder = temporaryFolder();
const { path } = folder;
const preset = path('good.json');
const out = path('never');

beforeAll(async () => {
  await writeOverdrivePair(path('dry.wav'), path('wet.wav'), 6);
  const [dry, wet] = [await readWav(path('dry.wav')), await readWav(path('wet.wav'))];
  const samples = wet.channels[0];
  const write = (name: string, channels: Float32Array[], sampleRate = 48000) =>
    writeWav(path(name), { sampleRate, channels });
  await write('silent.wav', [samples.map(() => 0)]);
  await write('clipped.wav', [samples.map((x) => Math.max(-0.05, Math.min(0.05, x)))]);
  await write('stereo.wav', [samples, samples]);
  await write('other-rate.wav', [samples], 44100);
  await write('long.wav', [new Float32Array(48000 * 90).map((_, n) => Math.sin(n * n * 1e-6))]);
  writeFileSync(path('text.wav'), 'This is not a WAV file, but a letter.');
  writeFileSync(path('cut.wav'), readFileSync(path('wet.wav')).subarray(0, 100_000));
  const nothing = Buffer.from(encodeWav(monoAudio(new Float32Array(2), 48000)));
  nothing.writeUInt32LE(0, nothing.length - 12);
  writeFileSync(path('empty.wav'), nothing.subarray(0, -8));
  const nan = readFileSync(path('wet.wav'));
  nan.writeFloatLE(Number.NaN, nan.length - 4000);
  writeFileSync(path('nan.wav'), nan);

  const words = ['--arch', 'gru:4', '--epochs', '1', '--out', preset];
  const run = await tonewright('train', '--input', path('dry.wav'), '--target', path('wet.wav'), ...words);
  expect(run.code, run.stderr).toBe(0);
  const good = readFileSync(preset, 'utf8');
  const spoil = (name: string, change: (json: ReturnType<typeof JSON.parse>) => void) => {
    const json = JSON.parse(good);
    change(json);
    writeFileSync(path(name), JSON.stringify(json));
  };
  spoil('shape.json', (json) => json.layers[0].weights[1].pop());
  spoil('future.json', (json) => (json.tonewright = 999));
  spoil('selftest.json', (json) => (json.output_batch[100] += 0.01));
  writeFileSync(path('nan.json'), good.replace(/("weights":\s*\[\s*\[\s*\[?)[-\d.e]+/, '$1NaN'));
  writeFileSync(path('null.json'), good.replace(/("weights":\s*\[\s*\[\s*\[?)[-\d.e]+/, '$1null'));
  writeFileSync(path('huge.json'), '{');
  truncateSync(path('huge.json'), 200 * 2 ** 20);
  expect(dry.sampleRate).toBe(48000);
});
afterAll(folder.remove);

test.each([
  ['missing.wav', /no such file/],
  ['text.wav', /WAV/],
  ['cut.wav', /truncated|cut off/],
  ['empty.wav', /0 samples/],
  ['nan.wav', /NaN at sample/],
  ['long.wav', /about the same length.*6\.0 s and 90\.0 s/],
  ['silent.wav', /silent/],
])('training on %s ends with what is wrong, and writes nothing', async (target, message) => {
  const run = await tonewright('train', '--input', path('dry.wav'), '--target', path(target), '--out', out);
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(message);
  expect(existsSync(out)).toBe(false);
});

test.each([
  ['stereo.wav', /2 channels mixed to mono/],
  ['clipped.wav', /flat tops at its peak/],
])('training on %s says so and goes on', async (target, message) => {
  const words = ['--arch', 'rnn:2', '--epochs', '1', '--out', path('told.json')];
  const run = await tonewright('train', '--input', path('dry.wav'), '--target', path(target), ...words);
  expect(run.stderr).toMatch(message);
  expect(run.code, run.stderr).toBe(0);
});

test('a target at another rate is resampled with a notice', async () => {
  const run = await tonewright('check', '--input', path('dry.wav'), '--target', path('other-rate.wav'), '--json');
  const rates = run.json.findings.find((finding: { id: string }) => finding.id === 'sample-rate');
  expect(rates).toMatchObject({ severity: 'warning', message: expect.stringContaining('44100') });
  const words = ['--arch', 'rnn:2', '--epochs', '1', '--force', '--delay', '0', '--out', path('told.json')];
  const trained = await tonewright('train', '--input', path('dry.wav'), '--target', path('other-rate.wav'), ...words);
  expect(trained.stderr).toContain('resampled from 44100 to 48000 Hz');
});

test.each([
  ['missing.json', /found nothing/],
  ['shape.json', /layers\[0\]\.weights\[1\]/],
  ['nan.json', /JSON|NaN/],
  ['null.json', /layers\[0\]\.weights/],
  ['huge.json', /at most 32 MB.*200 MB/],
  ['future.json', /999/],
  ['selftest.json', /self-test/],
  ['dry.wav', /JSON/],
])('%s is refused as a preset, with the place and the reason', async (name, message) => {
  for (const words of [
    ['info', path(name)],
    ['render', '--preset', path(name), '--in', path('dry.wav'), '--out', out],
  ]) {
    const run = await tonewright(...words);
    expect(run.code, run.stderr).toBe(1);
    expect(run.stderr).toMatch(message);
  }
  expect(existsSync(out)).toBe(false);
});

test('a full disk is said, and leaves neither a half file nor a changed one', async () => {
  const kept = path('kept.wav');
  writeFileSync(kept, 'as before');
  const before = readdirSync(path('')).sort();
  // A limit on file size stands for the disk: writing fails half-way in the same manner.
  const script = `trap '' XFSZ; ulimit -f 64; exec "$0" "$@"`;
  const words = [process.execPath, cli, 'render', '--preset', preset, '--in', path('dry.wav'), '--out', kept];
  const failed = await promisify(execFile)('bash', ['-c', script, ...words]).catch((error) => error);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toMatch(/Cannot write .*kept\.wav/);
  expect(readFileSync(kept, 'utf8')).toBe('as before');
  expect(readdirSync(path('')).sort()).toEqual(before);
});

test.each([
  [['fuzzz'], /there are: overdrive/],
  [['overdrive', '--set', 'drive=9'], /between 0 and 1; found 9/],
  [['overdrive', '--set', 'gain=1'], /no control 'gain'/],
])('device %j says what there is', async (words, message) => {
  const run = await tonewright('device', ...words, '--in', path('dry.wav'), '--out', out);
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(message);
  expect(existsSync(out)).toBe(false);
});

test('an unknown command or flag is an error of use', async () => {
  expect((await tonewright('trian')).code).not.toBe(0);
  expect((await tonewright('render', '--preset', preset)).stderr).toContain('--in');
});
