import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { throughCabinet } from '../../../training/src/audio/cabinet.js';
import { monoAudio } from '../../../training/src/audio/channels.js';
import { convolve } from '../../../training/src/audio/convolve.js';
import { seededRandom, whiteNoise } from '../../../training/src/audio/random.js';
import { readWav, writeWav } from '../../../training/src/audio/wav.js';
import { fitRoom } from '../../../training/src/room/index.js';
import { temporaryFolder, tonewright } from '../commands/tonewright.js';
import { syntheticRoom } from '../room/syntheticRoom.js';

const folder = temporaryFolder();
afterAll(folder.remove);
const { path } = folder;
const sampleRate = 48000;
const random = seededRandom(3);
const meanSquare = (samples: Float32Array) => samples.reduce((sum, x) => sum + x * x, 0) / samples.length;

test.each([
  [1, 1],
  [1000, 1],
  [3, 900],
  [5000, 700],
])('%i samples through a response of %i are their convolution', (length, taps) => {
  const [samples, response] = [whiteNoise(length, random), whiteNoise(taps, random)];
  const found = convolve(samples, response);
  expect(found.length).toBe(length + taps - 1);
  for (let n = 0; n < found.length; n += 37) {
    let sum = 0;
    for (let k = Math.max(0, n - length + 1); k <= Math.min(n, taps - 1); k++) sum += response[k] * samples[n - k];
    expect(Math.abs(found[n] - sum)).toBeLessThan(1e-4);
  }
});

describe('a cabinet', () => {
  const noise = whiteNoise(sampleRate, random);

  test('keeps the level of white noise, whatever its own and its rate', async () => {
    for (const rate of [48000, 44100]) {
      const response = monoAudio(syntheticRoom({ sampleRate: rate, seconds: 0.3, rt60: () => 0.2 }), rate);
      const { channels } = await throughCabinet(monoAudio(noise, sampleRate), response);
      const ratio = meanSquare(channels[0].subarray(9600, 48000)) / meanSquare(noise);
      // At 44.1 kHz the response ends at 22.05 kHz, so that its energy lies in a narrower band.
      expect(10 * Math.log10(ratio)).toBeCloseTo(0, 0);
    }
  });

  test('of two channels makes a mono signal stereo, each side through its own', async () => {
    const left = Float32Array.of(1, 0, 0);
    const right = Float32Array.of(0, 0, 0.5);
    const { channels } = await throughCabinet(monoAudio(noise, sampleRate), { sampleRate, channels: [left, right] });
    for (const n of [5, 700, 40000]) {
      expect(channels[0][n]).toBeCloseTo(noise[n], 5);
      expect(channels[1][n + 2]).toBeCloseTo(0.5 * noise[n], 5);
    }
  });

  test('that is silent is refused', async () => {
    const silence = monoAudio(new Float32Array(9), sampleRate);
    await expect(throughCabinet(monoAudio(noise, sampleRate), silence)).rejects.toThrow(/found silence/);
  });
});

test('render --cabinet plays a WAV or a room document behind the model, and lets it ring', async () => {
  const preset = 'presets/factory/tube-clean.json';
  const dry = whiteNoise(4800, random).map((x) => 0.1 * x);
  const response = monoAudio(syntheticRoom({ sampleRate, seconds: 0.5, rt60: () => 0.4 }), sampleRate);
  await writeWav(path('dry.wav'), monoAudio(dry, sampleRate));
  await writeWav(path('room.wav'), response);
  writeFileSync(path('room.json'), JSON.stringify(fitRoom(response, { rounds: 0 })));
  const render = async (...words: string[]) => {
    const run = await tonewright(
      'render',
      '--preset',
      preset,
      '--in',
      path('dry.wav'),
      '--out',
      path('wet.wav'),
      ...words,
    );
    expect(run.code, run.stderr).toBe(0);
    return readWav(path('wet.wav'));
  };
  const plain = await render();
  const expected = await throughCabinet(plain, response);
  const found = await render('--cabinet', path('room.wav'));
  expect(found.channels[0].length).toBe(dry.length + response.channels[0].length - 1);
  const worst = found.channels[0].reduce((most, x, n) => Math.max(most, Math.abs(x - expected.channels[0][n])), 0);
  expect(worst).toBeLessThan(1e-6);
  const room = await render('--cabinet', path('room.json'));
  expect(room.channels[0].length).toBeGreaterThan(dry.length + 0.3 * sampleRate);
  const run = await tonewright(
    'render',
    '--preset',
    preset,
    '--in',
    path('dry.wav'),
    '--out',
    path('no.wav'),
    '--cabinet',
    preset,
  );
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/expected a room/);
});
