/** Playing at a host's rate, oversampled or not, through the addon. */
import { readFileSync } from 'node:fs';
import { NativeError, NativeModel, type RateRequest } from '@tonewright/addon';
import { expect, test } from 'vitest';

const preset = (name: string) => NativeModel.read(readFileSync(`test/parity/presets/${name}.json`));
const model = preset('tonewright-gru8');
const ownRate = model.info.sampleRate;

/** Two notes below 1 kHz, as any rate hears them. */
const chord = (sampleRate: number, seconds: number) =>
  Float32Array.from({ length: seconds * sampleRate }, (_, n) => {
    const time = n / sampleRate;
    return 0.3 * Math.sin(2 * Math.PI * 220 * time) + 0.2 * Math.sin(2 * Math.PI * 587 * time);
  });

test.each([
  { sampleRate: ownRate },
  { sampleRate: 2 * ownRate },
  { sampleRate: ownRate / 2 },
  { sampleRate: ownRate, oversampling: 4 },
  { sampleRate: 2 * ownRate, method: 'resample' },
] satisfies RateRequest[])('%j sounds as the model does, in time and of the same length', async (playing) => {
  const dry = chord(playing.sampleRate, 0.5);
  const own = await model.process(chord(ownRate, 0.5));
  const played = await model.process(dry, [], playing);
  expect(played).toHaveLength(dry.length);
  const [step, ownStep] = playing.sampleRate > ownRate ? [2, 1] : [1, ownRate / playing.sampleRate];
  let [error, energy] = [0, 0];
  for (let n = 2000; n * step < played.length - 2000; n++) {
    error += (played[n * step] - own[n * ownStep]) ** 2;
    energy += own[n * ownStep] ** 2;
  }
  expect(10 * Math.log10(error / energy)).toBeLessThan(-60);
});

test('the model tells how it would be played', () => {
  expect(model.atRate({})).toEqual({
    sampleRate: ownRate,
    oversampling: 1,
    method: 'none',
    innerRate: ownRate,
    stretch: 1,
    latencySamples: 0,
  });
  expect(model.atRate({ sampleRate: 2 * ownRate })).toMatchObject({ method: 'correct', stretch: 2, latencySamples: 0 });
  expect(model.atRate({ oversampling: 8 })).toMatchObject({ method: 'both', innerRate: 8 * ownRate, stretch: 8 });
  const resampled = model.atRate({ sampleRate: 2 * ownRate, method: 'resample' });
  expect(resampled).toMatchObject({ method: 'resample', innerRate: ownRate, stretch: 1 });
  expect(resampled.latencySamples).toBeGreaterThan(0);
});

test('knobs that move play oversampled as they play without', async () => {
  const knobs = preset('tonewright-lstm6-knobs');
  const dry = chord(knobs.info.sampleRate, 0.2);
  const turn = dry.map((_, n) => n / dry.length);
  const controls = knobs.info.controls.map((_, i) => (i === 0 ? turn : 0.3));
  const plain = await knobs.process(dry, controls);
  const oversampled = await knobs.process(dry, controls, { oversampling: 2 });
  for (let n = 2000; n < plain.length - 200; n++) expect(Math.abs(oversampled[n] - plain[n])).toBeLessThan(2e-3);
});

test('audio shorter than the latency, or none, comes back as long as it was', async () => {
  for (const length of [0, 1, 10])
    expect(await model.process(new Float32Array(length), [], { oversampling: 4 })).toHaveLength(length);
});

test.each<[RateRequest, string]>([
  [{ sampleRate: 4000 }, 'expected a sample rate from 8000 Hz to 192000 Hz; found 4000 Hz'],
  [{ sampleRate: 44100.5 }, "expected a whole number of at least 0 in 'sampleRate'"],
  [{ oversampling: 3 as 2 }, 'expected oversampling by 1, 2, 4 or 8; found 3'],
  [{ method: 'best' as 'auto' }, "expected one of auto, correct, resample in 'method'; found 'best'"],
  [{ sampleRate: ownRate - 100, method: 'correct' }, 'Resample instead'],
])('%j is refused', async (playing, message) => {
  expect(() => model.atRate(playing)).toThrow(NativeError);
  expect(() => model.atRate(playing)).toThrow(message);
  await expect(model.process(new Float32Array(10), [], playing)).rejects.toThrow(message);
});
