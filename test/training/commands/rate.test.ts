/** A trained overdrive at another rate and oversampled, from the command line. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { monoAudio } from '../../../training/src/audio/channels.js';
import { readRawPcm8, writeRawPcm8 } from '../../../training/src/audio/rawPcm.js';
import { readWav, writeWav } from '../../../training/src/audio/wav.js';
import { temporaryFolder, tonewright, writeOverdrivePair } from './tonewright.js';

const folder = temporaryFolder();
const [dry, wet, preset] = ['dry.wav', 'wet.wav', 'preset.json'].map(folder.path);

beforeAll(async () => {
  await writeOverdrivePair(dry, wet, 20);
  const words = ['--arch', 'gru:8', '--epochs', '20', '--out', preset];
  expect((await tonewright('train', '--input', dry, '--target', wet, ...words)).code).toBe(0);
});
afterAll(folder.remove);

test('eval shows what oversampling buys: a trained overdrive aliases by 40 dB less at 4x, by 60 dB at 8x', async () => {
  for (const [factor, gainDb] of [
    ['4', 40],
    ['8', 60],
  ] as const) {
    const { json } = await tonewright(
      ...['eval', '--preset', preset, '--input', dry, '--target', wet, '--oversample', factor, '--json'],
    );
    expect(json.aliasingDb.mean).toBeGreaterThan(-60);
    expect(json.oversampled.aliasingDb.mean).toBeLessThan(json.aliasingDb.mean - gainDb);
  }
});

test('render plays a file at its own rate, in time, and says how', async () => {
  const out = folder.path('out.wav');
  for (const [sampleRate, method] of [
    [44100, 'resample'],
    [96000, 'correct'],
  ] as const) {
    const file = folder.path('file.wav');
    const click = new Float32Array(sampleRate).fill(0.5, sampleRate / 2, sampleRate / 2 + 20);
    await writeWav(file, monoAudio(click, sampleRate));
    const run = await tonewright('render', '--preset', preset, '--in', file, '--out', out, '--json');
    expect(run.json.rate).toMatchObject({ sampleRate, method });
    const played = await readWav(out);
    expect(played.sampleRate).toBe(sampleRate);
    expect(played.channels[0]).toHaveLength(sampleRate);
    const change = played.channels[0].map((y, n) => (n > 0 ? Math.abs(y - played.channels[0][n - 1]) : 0));
    const settled = change.subarray(sampleRate / 4);
    const loudest = settled.indexOf(settled.reduce((a, b) => Math.max(a, b))) + sampleRate / 4;
    expect(Math.abs(loudest - sampleRate / 2)).toBeLessThan(40);
  }
});

test('raw PCM of 8 bits goes in and comes out, with the sound of the same playing as WAV', async () => {
  const [song, out, raw] = ['song.raw', 'out.wav', 'out.raw'].map(folder.path);
  const { channels } = await readWav(dry);
  await writeRawPcm8(song, monoAudio(channels[0].subarray(0, 96_000), 48_000));
  const words = ['render', '--preset', preset, '--in', song, '--raw-rate', '48000', '--out'];
  expect((await tonewright(...words, out)).code).toBe(0);
  expect((await tonewright(...words, raw)).code).toBe(0);
  const [whole, coarse] = [(await readWav(out)).channels[0], (await readRawPcm8(raw, 48_000)).channels[0]];
  expect(coarse).toHaveLength(96_000);
  expect(Math.max(...whole)).toBeGreaterThan(0.1);
  const step = 1 / 128;
  expect(coarse.every((value, n) => Math.abs(value - Math.min(whole[n], 1 - step)) <= step / 2 + 1e-6)).toBe(true);
  expect((await tonewright(...words.slice(0, -2), 'fast', '--out', raw)).stderr).toContain(
    "--raw-rate: expected 1000 to 192000 Hz, found 'fast'",
  );
});

test('info tells method and latency at a rate; what cannot be is refused', async () => {
  const info = await tonewright('info', preset, '--at-rate', '96000', '--oversample', '2', '--json');
  expect(info.json.rate).toMatchObject({ method: 'both', innerRate: 192000, stretch: 4 });
  expect(info.json.rate.latencySamples).toBeGreaterThan(0);
  const refused = [
    [['--at-rate', '4000'], 'expected a sample rate from 8000 Hz to 192000 Hz; found 4000 Hz'],
    [['--oversample', '3'], "--oversample: expected one of 1, 2, 4, 8, found '3'"],
    [
      ['--at-rate', '44100', '--rate-method', 'correct'],
      'rate correction cannot bring a model of 48000 Hz to 44100 Hz',
    ],
    [['--at-rate', '44100', '--rate-method', 'fast'], '--rate-method: expected one of auto, correct, resample'],
  ] as const;
  for (const [words, message] of refused) {
    const run = await tonewright('info', preset, ...words);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain(message);
  }
});
