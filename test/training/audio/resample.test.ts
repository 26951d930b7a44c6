import { describe, expect, test } from 'vitest';
import { deinterleave, interleave, sliceWithSilence, toMono, toStereo } from '../../../training/src/audio/channels.js';
import { resample } from '../../../training/src/audio/resample.js';

const sineAt = (rate: number, seconds: number, hz: number) =>
  Float32Array.from({ length: Math.round(rate * seconds) }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / rate));

/** Error in dB against the signal, away from the ends, where the filter sees the surrounding silence. */
function errorDb(actual: Float32Array, expected: Float32Array, margin = 2000): number {
  let error = 0;
  let energy = 0;
  for (let n = margin; n < expected.length - margin; n++) {
    error += (actual[n] - expected[n]) ** 2;
    energy += expected[n] ** 2;
  }
  return 10 * Math.log10(error / energy);
}

describe('resample', () => {
  for (const [from, to] of [
    [44100, 48000],
    [48000, 44100],
    [96000, 48000],
    [48000, 192000],
  ]) {
    test(`${from} -> ${to}: a sine is the same sine, in place, to -120 dB`, async () => {
      const { channels, sampleRate } = await resample({ sampleRate: from, channels: [sineAt(from, 0.5, 997)] }, to);
      expect(sampleRate).toBe(to);
      expect(channels[0].length).toBe(Math.round(0.5 * to));
      expect(errorDb(channels[0], sineAt(to, 0.5, 997))).toBeLessThan(-120);
    });
  }

  test('a long signal, which the library cuts into chunks, keeps its last samples', async () => {
    const { channels } = await resample({ sampleRate: 44100, channels: [sineAt(44100, 26, 200)] }, 48000);
    expect(channels[0].length).toBe(26 * 48000);
    expect(errorDb(channels[0], sineAt(48000, 26, 200))).toBeLessThan(-120);
  });

  test('nothing above the new Nyquist frequency is left', async () => {
    const { channels } = await resample({ sampleRate: 96000, channels: [sineAt(96000, 0.5, 30000)] }, 48000);
    expect(Math.max(...channels[0].subarray(500, 23500).map(Math.abs))).toBeLessThan(1e-5);
  });

  test('channels stay apart', async () => {
    const stereo = { sampleRate: 44100, channels: [sineAt(44100, 0.3, 440), new Float32Array(13230)] };
    const { channels } = await resample(stereo, 48000);
    expect(errorDb(channels[0], sineAt(48000, 0.3, 440))).toBeLessThan(-120);
    expect(Math.max(...channels[1])).toBe(0);
  });

  test('an impossible rate is refused', async () => {
    await expect(resample({ sampleRate: 48000, channels: [new Float32Array(9)] }, 0)).rejects.toThrow(/1 to 192000/);
  });
});

describe('channels', () => {
  const stereo = { sampleRate: 48000, channels: [Float32Array.of(1, 2), Float32Array.of(3, 6)] };
  test('mono is the mean or the chosen side; a missing side is an error', () => {
    expect([...toMono(stereo)]).toEqual([2, 4]);
    expect([...toMono(stereo, 1)]).toEqual([3, 6]);
    expect(() => toMono(stereo, 2)).toThrow(/channel 2 .* 2 channel/);
  });
  test('mono on two sides gives the same mono back', () => {
    const mono = { sampleRate: 48000, channels: [Float32Array.of(0.25, -0.5)] };
    expect([...toMono(toStereo(mono))]).toEqual([0.25, -0.5]);
  });
  test('interleaving is undone by de-interleaving', () => {
    expect([...interleave(stereo.channels)]).toEqual([1, 3, 2, 6]);
    expect(deinterleave(interleave(stereo.channels), 2)).toEqual(stereo.channels);
  });
  test('a slice past the ends is silence', () => {
    expect([...sliceWithSilence(Float32Array.of(1, 2, 3), -1, 5)]).toEqual([0, 1, 2, 3, 0]);
    expect([...sliceWithSilence(Float32Array.of(1, 2, 3), 5, 2)]).toEqual([0, 0]);
  });
});
