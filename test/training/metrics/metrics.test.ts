import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom, whiteNoise } from '../../../training/src/audio/random.js';
import { measureAliasing } from '../../../training/src/metrics/aliasing.js';
import * as errors from '../../../training/src/metrics/errors.js';
import { evaluate } from '../../../training/src/metrics/evaluate.js';
import { integratedLoudness } from '../../../training/src/metrics/loudness.js';
import { multiResolutionStft } from '../../../training/src/metrics/spectralDistance.js';

const RATE = 48000;
const sine = (seconds: number, hz: number, amplitude: number, rate = RATE) =>
  Float32Array.from(
    { length: Math.round(seconds * rate) },
    (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / rate),
  );
const noise = whiteNoise(RATE, seededRandom(1));

describe('time-domain errors', () => {
  const target = Float32Array.of(1, -1, 2, 0);
  const output = Float32Array.of(1, -2, 2, 1);

  test('by hand', () => {
    expect(errors.esr(target, output)).toBeCloseTo(2 / 6, 12);
    expect(errors.mse(target, output)).toBe(0.5);
    expect(errors.mae(target, output)).toBe(0.5);
    expect(errors.dcError(target, Float32Array.of(1, -1, 2, 2))).toBe(-0.5);
    expect(errors.dcRatio(target, Float32Array.of(1, -1, 2, 2))).toBeCloseTo(0.25 / 1.5, 12);
    expect([...errors.preEmphasise(target, 0.5)]).toEqual([1, -1.5, 2.5, -1]);
  });

  test('ESR: 0 for the same, 1 for silence, 4 for the inverted, the square of a gain error', () => {
    const gained = (gain: number) => noise.map((value) => gain * value);
    expect(errors.esr(noise, noise)).toBe(0);
    expect(errors.esr(noise, gained(0))).toBeCloseTo(1, 9);
    expect(errors.esr(noise, gained(-1))).toBeCloseTo(4, 9);
    fc.assert(
      fc.property(fc.double({ min: -2, max: 2, noNaN: true }), (gain) => {
        expect(errors.esr(noise, gained(gain))).toBeCloseTo((1 - gain) ** 2, 5);
      }),
      { numRuns: 20 },
    );
  });

  test('ESR of silence is 0 or infinite, never NaN', () => {
    expect(errors.esr(new Float32Array(9), new Float32Array(9))).toBe(0);
    expect(errors.esr(new Float32Array(9), noise.subarray(0, 9))).toBe(Number.POSITIVE_INFINITY);
  });

  test('pre-emphasis weighs an error in the highs more than one in the lows', () => {
    const both = sine(1, 100, 0.5).map((value, n) => value + 0.5 * Math.sin((2 * Math.PI * 8000 * n) / RATE));
    const lowWrong = both.map((value, n) => value + 0.05 * Math.sin((2 * Math.PI * 200 * n) / RATE));
    const highWrong = both.map((value, n) => value + 0.05 * Math.sin((2 * Math.PI * 6000 * n) / RATE));
    expect(errors.esr(both, highWrong)).toBeCloseTo(errors.esr(both, lowWrong), 6);
    expect(errors.preEmphasisedEsr(both, highWrong, 0.85)).toBeGreaterThan(
      5 * errors.preEmphasisedEsr(both, lowWrong, 0.85),
    );
  });

  test('12 bits: an error of 2^-12 counts as right, one a little larger as wrong', () => {
    const off = (error: number) =>
      errors.shareWithinBits(new Float32Array(4), Float32Array.of(0, error, -error, 1), 12);
    expect(off(2 ** -12)).toBe(0.75);
    expect(off(2 ** -12 * 1.001)).toBe(0.25);
  });
});

describe('multi-resolution STFT distance', () => {
  test('is 0 for the same signal and does not mind a small delay that ruins the ESR', () => {
    expect(multiResolutionStft(noise, noise)).toBe(0);
    const tone = sine(1, 6000, 0.5);
    const late = Float32Array.from(tone, (_, n) => tone[n - 4] ?? 0);
    expect(errors.esr(tone, late)).toBeGreaterThan(3.9);
    expect(multiResolutionStft(tone, late)).toBeLessThan(0.2);
  });
  test('6.02 dB less is ln 2 in the logarithm plus 0.5 in the convergence', () => {
    const half = noise.map((value) => value / 2);
    expect(multiResolutionStft(noise, half)).toBeCloseTo(Math.log(2) + 0.5, 2);
  });
});

describe('loudness (ITU-R BS.1770)', () => {
  for (const rate of [44100, 48000, 96000]) {
    test(`a full-scale sine of 997 Hz in one channel is -3.01 LUFS at ${rate} Hz`, () => {
      expect(integratedLoudness([sine(5, 997, 1, rate)], rate)).toBeCloseTo(-3.01, 2);
    });
  }
  test('two channels are 3.01 LU louder; -20 dB is 20 LU softer', () => {
    const tone = sine(5, 997, 1);
    expect(integratedLoudness([tone, tone], RATE)).toBeCloseTo(0, 2);
    expect(integratedLoudness([tone.map((value) => value / 10)], RATE)).toBeCloseTo(-23.01, 2);
  });
  test('the gates: silence does not count, nor what is more than 10 LU below the mean', () => {
    const loud = sine(10, 997, 0.1);
    const withSilence = new Float32Array(20 * RATE);
    withSilence.set(loud);
    // The blocks across the edge are a little softer.
    expect(Math.abs(integratedLoudness([withSilence], RATE) + 23.01)).toBeLessThan(0.1);
    withSilence.set(sine(10, 997, 0.01), 10 * RATE);
    expect(Math.abs(integratedLoudness([withSilence], RATE) + 23.01)).toBeLessThan(0.1);
    expect(integratedLoudness([new Float32Array(RATE)], RATE)).toBe(Number.NEGATIVE_INFINITY);
  });
  test('lows count less, highs more: K-weighting', () => {
    expect(integratedLoudness([sine(3, 38, 1)], RATE)).toBeCloseTo(-9.8, 0);
    expect(integratedLoudness([sine(3, 10000, 1)], RATE)).toBeCloseTo(-3.01 + 3.3, 0);
  });
});

describe('aliasing', () => {
  test('a linear system has none, a wave-shaper at the base rate has much', async () => {
    const linear = await measureAliasing((input) => input.map((v) => 0.5 * v), { sampleRate: RATE });
    expect(linear.worstDb).toBeLessThan(-110);
    const shaper = await measureAliasing((input) => input.map((v) => Math.tanh(20 * v)), { sampleRate: RATE });
    expect(shaper.worstDb).toBeGreaterThan(-35);
  });
  test('a known alias is found with its level', async () => {
    // 1 kHz and a tone 40 dB below that is no harmonic of it.
    const { points } = await measureAliasing(
      (input) => input.map((v, n) => v + 0.005 * Math.sin(2 * Math.PI * 0.0937 * n)),
      {
        sampleRate: RATE,
        frequenciesHz: [1000],
      },
    );
    expect(points[0].aliasingDb).toBeCloseTo(-40, 1);
  });
});

describe('evaluate', () => {
  test('agrees with the single metrics and leaves out what it is told to', () => {
    const output = noise.map((value, n) => (n < 1000 ? 0 : 0.9 * value));
    const figures = evaluate(noise, output, RATE, { skipSamples: 1000 });
    expect(figures.sampleCount).toBe(RATE - 1000);
    expect(figures.esr).toBeCloseTo(0.01, 6);
    expect(figures.loudnessTargetLufs - figures.loudnessOutputLufs).toBeCloseTo(-20 * Math.log10(0.9), 3);
    expect(evaluate(noise, output, RATE).esr).toBeGreaterThan(0.02);
    expect(evaluate(noise, noise, RATE)).toMatchObject({
      esr: 0,
      mse: 0,
      mae: 0,
      within12Bits: 1,
      mrstft: 0,
    });
  });
  test('nothing to compare is an error', () => {
    expect(() => evaluate(noise, noise, RATE, { skipSamples: RATE })).toThrow(/more than 48000 samples.*found 48000/);
  });
});
