import { describe, expect, test } from 'vitest';
import { sliceWithSilence } from '../../../training/src/audio/channels.js';
import { synthesiseGuitar } from '../../../training/src/audio/guitar.js';
import { seededRandom, whiteNoise } from '../../../training/src/audio/random.js';
import { resample } from '../../../training/src/audio/resample.js';
import { align, causalDelay, estimateAlignment } from '../../../training/src/data/alignment.js';
import { crudeDevice, haveRecordings, recording } from './recordings.js';

const RATE = 48000;
const random = seededRandom(11);
const guitar = synthesiseGuitar({ seconds: 20, seed: 4 });

describe('known delays are found within a sample', () => {
  const cases = [
    { delaySamples: -5000, drive: 1, polarity: 1, noise: 0 },
    { delaySamples: -1, drive: 30, polarity: -1, noise: 0.01 },
    { delaySamples: 0, drive: 1, polarity: 1, noise: 0 },
    { delaySamples: 12, drive: 300, polarity: -1, noise: 0.3 },
    { delaySamples: 1111, drive: 100, polarity: 1, noise: 0.1 },
    { delaySamples: 20000, drive: 10, polarity: -1, noise: 0.05 },
  ] as const;
  for (const device of cases) {
    test(JSON.stringify(device), () => {
      const found = estimateAlignment(guitar, crudeDevice(guitar, device, random), RATE);
      expect(found.outcome).toBe('found');
      expect(Math.abs(found.exactDelaySamples - device.delaySamples - 0.5)).toBeLessThan(1);
      expect(found.polarity).toBe(device.polarity);
      expect(found.driftPpm).toBe(0);
    });
  }

  test('after leading silence, and in a take that was started ten seconds late', () => {
    const late = new Float32Array(guitar.length + 12 * RATE);
    late.set(crudeDevice(guitar, { drive: 20 }, random), 10 * RATE);
    const found = estimateAlignment(guitar, late, RATE);
    expect(found.outcome).toBe('found');
    expect(Math.abs(found.delaySamples - 10 * RATE)).toBeLessThanOrEqual(1);
    const silentFirst = new Float32Array(guitar.length + 5 * RATE);
    silentFirst.set(guitar, 5 * RATE);
    expect(
      estimateAlignment(silentFirst, crudeDevice(silentFirst, { delaySamples: 77 }, random), RATE).delaySamples,
    ).toBe(77);
  });

  test('a fraction of a sample is seen', async () => {
    // One sample at 96 kHz is half of one at 48 kHz.
    const dry = guitar.subarray(0, 3 * RATE);
    const { channels } = await resample({ sampleRate: RATE, channels: [dry] }, 2 * RATE);
    const shifted = sliceWithSilence(channels[0], -1, channels[0].length);
    const wet = await resample({ sampleRate: 2 * RATE, channels: [shifted] }, RATE);
    expect(Math.abs(estimateAlignment(dry, wet.channels[0], RATE).exactDelaySamples - 0.5)).toBeLessThan(0.1);
  });

  test('a slower clock is told in millionths, with the delay at the start', async () => {
    const { channels } = await resample({ sampleRate: 100000, channels: [guitar] }, 100010);
    const found = estimateAlignment(guitar, crudeDevice(channels[0], { delaySamples: 300, drive: 5 }, random), RATE);
    expect(found.outcome).toBe('found');
    expect(Math.abs(found.driftPpm - 100)).toBeLessThan(5);
    expect(Math.abs(found.delaySamples - 300)).toBeLessThanOrEqual(1);
  });
});

describe('what has no answer is not answered', () => {
  const sine = Float32Array.from({ length: 10 * RATE }, (_, n) => 0.5 * Math.sin((2 * Math.PI * 440 * n) / RATE));
  const cases: [string, Float32Array, Float32Array][] = [
    ['another take of guitar', guitar, synthesiseGuitar({ seconds: 20, seed: 5 })],
    ['noise and other noise', whiteNoise(5 * RATE, random), whiteNoise(5 * RATE, random)],
    ['a steady tone', sine, crudeDevice(sine, { delaySamples: 1000 }, random)],
    ['hum', guitar, sine.map((_, n) => 0.1 * Math.sin((2 * Math.PI * 50 * n) / RATE))],
  ];
  for (const [name, dry, wet] of cases) {
    test(`${name}: uncertain`, () => expect(estimateAlignment(dry, wet, RATE).outcome).toBe('uncertain'));
  }
  test('silence and nothing: silent', () => {
    expect(estimateAlignment(guitar, new Float32Array(RATE), RATE).outcome).toBe('silent');
    expect(estimateAlignment(new Float32Array(1), new Float32Array(1), RATE).outcome).toBe('silent');
  });
});

test('align puts wet on dry and keeps what both have', () => {
  const dry = Float32Array.of(1, 2, 3, 4, 5);
  expect(align(dry, Float32Array.of(0, 0, 1, 2, 3), 2)).toEqual({
    dry: Float32Array.of(1, 2, 3),
    wet: Float32Array.of(1, 2, 3),
  });
  expect(align(dry, Float32Array.of(3, 4, 5), -2)).toEqual({
    dry: Float32Array.of(3, 4, 5),
    wet: Float32Array.of(3, 4, 5),
  });
  expect(align(dry, dry, 9).dry.length).toBe(0);
});

test('a causal model is trained a little late, and short delays are left to it', () => {
  const alignment = estimateAlignment(guitar, guitar, RATE);
  const at = (exactDelaySamples: number) => causalDelay({ ...alignment, exactDelaySamples });
  expect([-8.7, -0.2, 6, 483.4].map(at)).toEqual([-11, 0, 0, 481]);
});

describe.skipIf(!haveRecordings)('real pedals', () => {
  const estimate = async (dryPath: string, wetPath: string) => {
    const dry = await recording(dryPath);
    const wet = await recording(wetPath);
    return estimateAlignment(dry.samples, wet.samples, dry.sampleRate);
  };

  for (const part of ['val', 'test']) {
    test(`DS-1 ${part}: the target leads by 8 to 9 samples and is inverted`, async () => {
      const found = await estimate(`pedals/ds1/${part}_DS1-input.wav`, `pedals/ds1/${part}_DS1-target.wav`);
      expect(found.outcome).toBe('found');
      expect(found.exactDelaySamples).toBeGreaterThan(-9);
      expect(found.exactDelaySamples).toBeLessThan(-8);
      expect(causalDelay(found)).toBe(-11);
    });
  }

  for (const pedal of ['BluesDriver', 'TubeScreamer']) {
    for (const take of [0, 3]) {
      test(`${pedal} ${take}: the target was cut by 4410 samples and lies 0 to 2 behind`, async () => {
        const found = await estimate(`pedals/egfx/input_${take}.wav`, `pedals/egfx/${pedal}_target_${take}.wav`);
        expect(found.outcome).toBe('found');
        expect(found.delaySamples).toBeGreaterThanOrEqual(-4410);
        expect(found.delaySamples).toBeLessThanOrEqual(-4408);
      });
    }
  }

  for (const gain of ['000', '100']) {
    test(`Klon gain ${gain}: simulated, so no delay; inverted`, async () => {
      const found = await estimate('circuits/klon_gain/input.wav', `circuits/klon_gain/gain${gain}.wav`);
      expect(found).toMatchObject({ outcome: 'found', delaySamples: 0, polarity: -1, driftPpm: 0 });
    });
  }

  test('recordings that do not belong together are uncertain', async () => {
    expect((await estimate('pedals/ds1/val_DS1-input.wav', 'pedals/ds1/test_DS1-target.wav')).outcome).toBe(
      'uncertain',
    );
    expect((await estimate('circuits/klon_gain/input.wav', 'voice/jfk.wav')).outcome).toBe('uncertain');
  });
});
