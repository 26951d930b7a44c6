import { describe, expect, test } from 'vitest';
import { makeCaptureSignal, repeatedPassage } from '../../../training/src/audio/captureSignal.js';
import { type Audio, monoAudio } from '../../../training/src/audio/channels.js';
import { seededRandom } from '../../../training/src/audio/random.js';
import { resample } from '../../../training/src/audio/resample.js';
import { type CheckResult, checkPair, type Finding, type FindingId } from '../../../training/src/data/checks.js';
import { measureClipping } from '../../../training/src/data/levels.js';
import { findRepeat } from '../../../training/src/data/repeats.js';
import { crudeDevice, haveRecordings, recording } from './recordings.js';

const RATE = 48000;
const random = seededRandom(21);
const capture = makeCaptureSignal({ seconds: 25 });
const dry = capture.samples;
const goodWet = crudeDevice(dry, { delaySamples: 480, drive: 8, noise: 1e-4 }, random).map((value) => 0.7 * value);

const check = (wet: Float32Array | Audio, from: Float32Array | Audio = dry) => {
  const audio = (signal: Float32Array | Audio) => (signal instanceof Float32Array ? monoAudio(signal, RATE) : signal);
  return checkPair(audio(from), audio(wet));
};

/** The worst of the findings with this id. */
function severity({ findings }: CheckResult, id: FindingId): string | undefined {
  const rank = ['ok', 'info', 'warning', 'error'];
  return findings
    .filter((finding) => finding.id === id)
    .map((finding) => finding.severity)
    .sort((a, b) => rank.indexOf(b) - rank.indexOf(a))[0];
}

describe('a good capture', () => {
  test('has no warning, and tells delay, noise and repeatability', async () => {
    const result = await check(goodWet);
    expect(result.findings.filter((f) => f.severity === 'warning' || f.severity === 'error')).toEqual([]);
    expect(result.trainable).toBe(true);
    expect(Math.abs(result.alignment.delaySamples - 480)).toBeLessThanOrEqual(1);
    expect(result.findings.find(({ id }) => id === 'delay')?.message).toMatch(/10\.\d\d ms/);
    expect(result.findings.find(({ id }) => id === 'noise-floor')?.message).toMatch(/Noise -8\d\.\d dB/);
    expect(result.repeatEsr).toBeLessThan(1e-4);
  });

  test('tells each finding when it is known, levels before the delay', async () => {
    const told: Finding[] = [];
    const pair = [dry, goodWet].map((signal) => monoAudio(signal, RATE));
    const { findings } = await checkPair(pair[0], pair[1], { onFindings: (found) => void told.push(...found) });
    expect(told).toEqual(findings);
    const ids = told.map(({ id }) => id);
    for (const level of ['silence', 'level', 'clipping', 'dc-offset'] as const)
      expect(ids.lastIndexOf(level)).toBeLessThan(ids.indexOf('delay'));
  });

  test('its repeated passage is found without the layout, where the layout has it', () => {
    const known = repeatedPassage(capture.layout)!;
    const found = findRepeat(dry, RATE)!;
    expect(found.second - found.first).toBe(known.second - known.first);
    expect(found.length).toBeGreaterThan(0.9 * known.length);
  });
});

describe('what is wrong is named', () => {
  test('silence is one finding, and not a level, a peak or an offset as well', async () => {
    const silence = new Float32Array(dry.length);
    const { findings } = await check(silence, silence);
    expect(findings.filter(({ severity }) => severity === 'error').map(({ message }) => message)).toEqual([
      'Both files are silent.',
    ]);
    expect(findings.map(({ id }) => id)).not.toContain('clipping');
    expect(findings.map(({ id }) => id)).not.toContain('dc-offset');
  });

  test('two noises of one level: the repeat error is their energy twice', async () => {
    const { first, length } = repeatedPassage(capture.layout)!;
    const noisy = crudeDevice(dry, { delaySamples: 0, noise: 0.05 }, random);
    const { repeatEsr } = await check(noisy);
    const energy = noisy.subarray(first, first + length).reduce((sum, value) => sum + value * value, 0) / length;
    // Uniform noise of peak p has the power p^2 / 3. The first fifth of the passage is left out, so the energy differs a little.
    expect(repeatEsr! / ((2 * 0.05 ** 2) / 3 / energy)).toBeGreaterThan(0.7);
    expect(repeatEsr! / ((2 * 0.05 ** 2) / 3 / energy)).toBeLessThan(1.5);
  });

  const clipAt = (samples: Float32Array, level: number) => samples.map((v) => Math.max(-level, Math.min(level, v)));
  const cases: [string, FindingId, string, () => Float32Array | Audio][] = [
    [
      'clipping at full scale',
      'clipping',
      'warning',
      () =>
        clipAt(
          goodWet.map((v) => 3 * v),
          1,
        ),
    ],
    ['clipping, turned down later', 'clipping', 'warning', () => clipAt(goodWet, 0.3).map((v) => v * 0.5)],
    ['an offset', 'dc-offset', 'warning', () => goodWet.map((v) => v + 0.02)],
    ['silence', 'silence', 'error', () => new Float32Array(dry.length)],
    ['another recording', 'delay', 'error', () => makeCaptureSignal({ seconds: 25 }).samples.reverse()],
    ['a quiet take', 'level', 'warning', () => goodWet.map((v) => 0.02 * v)],
    ['an inverting device', 'polarity', 'info', () => goodWet.map((v) => -v)],
    ['the dry file', 'identical', 'error', () => dry.slice()],
    [
      'the dry file, delayed and softer',
      'identical',
      'warning',
      () => dry.map((_, n) => 0.5 * (dry[n - 50] ?? 0) + 1e-4 * random()),
    ],
    ['much noise', 'noise-floor', 'warning', () => goodWet.map((v) => v + 0.1 * (random() - 0.5))],
    ['noise between the passages', 'repeatability', 'warning', () => goodWet.map((v) => v + 0.1 * (random() - 0.5))],
    ['a short file', 'length', 'warning', () => goodWet.subarray(0, 8 * RATE)],
    ['a very short file', 'length', 'error', () => goodWet.subarray(RATE / 2, 2.3 * RATE)],
    ['gaps', 'drop-outs', 'warning', () => goodWet.map((v, n) => (n % 200000 < 9000 ? 0 : v))],
    ['direct sound before the effect', 'leakage', 'warning', () => goodWet.map((v, n) => v + 0.4 * dry[n])],
    ['two channels', 'channels', 'info', () => ({ sampleRate: RATE, channels: [goodWet, goodWet] })],
  ];
  for (const [name, id, expected, make] of cases) {
    test(`${name}: ${id} is ${expected}`, async () => {
      const result = await check(make());
      expect(severity(result, id)).toBe(expected);
      expect(result.trainable).toBe(result.findings.every((f) => f.severity !== 'error'));
    });
  }

  test('a drifting clock is an error with its ppm', async () => {
    const drifting = goodWet.map((_, n) => {
      const at = n * (1 - 1e-4);
      const whole = Math.floor(at);
      return goodWet[whole] + (at - whole) * (goodWet[whole + 1] - goodWet[whole]);
    });
    const result = await check(drifting);
    expect(severity(result, 'drift')).toBe('error');
    expect(Math.abs(result.alignment.driftPpm - 100)).toBeLessThan(10);
  });

  test('another sample rate is converted, with a warning', async () => {
    const part = (samples: Float32Array) => monoAudio(samples.subarray(0, 5 * RATE), RATE);
    const result = await check(await resample(part(goodWet), 44100), part(dry));
    expect(severity(result, 'sample-rate')).toBe('warning');
    expect(Math.abs(result.alignment.delaySamples - 480)).toBeLessThanOrEqual(1);
    expect(result.trainable).toBe(true);
  });

  test('no samples at all is an error with advice', async () => {
    await expect(check(new Float32Array(0))).rejects.toMatchObject({ code: 'empty' });
  });
});

test('a sine is not taken for clipped, its flattened self is', () => {
  const sine = Float32Array.from({ length: RATE }, (_, n) => 0.9 * Math.sin((2 * Math.PI * 997 * n) / RATE));
  expect(measureClipping(sine).runs).toBe(0);
  const flat = sine.map((value) => Math.min(0.5, value));
  expect(measureClipping(flat)).toMatchObject({ runs: 997 });
  expect(measureClipping(flat).peak).toBeCloseTo(0.9, 3);
});

test.skipIf(!haveRecordings)('the DS-1 recordings can be trained on', async () => {
  for (const part of ['val', 'test']) {
    const [input, target] = await Promise.all(
      ['input', 'target'].map(async (kind) => {
        const { samples, sampleRate } = await recording(`pedals/ds1/${part}_DS1-${kind}.wav`);
        return monoAudio(samples, sampleRate);
      }),
    );
    const result = await checkPair(input, target);
    expect(result.trainable).toBe(true);
    expect(result.findings.filter((f) => f.severity === 'warning')).toEqual([]);
  }
});
