import { describe, expect, test } from 'vitest';
import {
  captureLayout,
  MINIMUM_CAPTURE_SECONDS,
  makeCaptureSignal,
  repeatedPassage,
} from '../../../training/src/audio/captureSignal.js';
import { peakOf } from '../../../training/src/audio/channels.js';
import { synthesiseGuitar } from '../../../training/src/audio/guitar.js';

describe('capture signal', () => {
  const { samples, layout, sampleRate } = makeCaptureSignal({ seconds: 30 });

  test('the sections follow one another and fill the length', () => {
    let end = 0;
    for (const section of layout) {
      expect(section.startSamples).toBe(end);
      end += section.lengthSamples;
    }
    expect(end).toBe(samples.length);
    expect(samples.length).toBe(30 * sampleRate);
  });

  test('each section peaks at its level, silence is silent', () => {
    for (const { startSamples, lengthSamples, levelDb } of layout) {
      const peak = peakOf(samples.subarray(startSamples, startSamples + lengthSamples));
      expect(peak).toBeCloseTo(levelDb === undefined ? 0 : 10 ** (levelDb / 20), 5);
    }
  });

  test('the passage occurs twice, sample for sample', () => {
    const { first, second, length } = repeatedPassage(layout)!;
    expect(samples.subarray(first, first + length)).toEqual(samples.subarray(second, second + length));
    expect(peakOf(samples.subarray(first, first + length))).toBeGreaterThan(0.4);
  });

  test('the sweep crosses the middle of its range in octaves at half its time', () => {
    const { startSamples, lengthSamples } = layout.find(({ name }) => name === 'sweep, loud')!;
    const middle = startSamples + Math.floor(lengthSamples / 2);
    let crossings = 0;
    const reach = 2400;
    for (let n = middle - reach; n < middle + reach; n++) if (samples[n] < 0 && samples[n + 1] >= 0) crossings++;
    const expectedHz = Math.sqrt(25 * 0.45 * sampleRate);
    expect((crossings * sampleRate) / (2 * reach) / expectedHz).toBeCloseTo(1, 1);
  });

  test('the same options give the same samples, another seed other phrases', () => {
    expect(makeCaptureSignal({ seconds: 20, seed: 7 }).samples).toEqual(
      makeCaptureSignal({ seconds: 20, seed: 7 }).samples,
    );
    expect(makeCaptureSignal({ seconds: 20, seed: 8 }).samples).not.toEqual(
      makeCaptureSignal({ seconds: 20, seed: 7 }).samples,
    );
  });

  test('other lengths and rates keep every section', () => {
    for (const options of [
      { seconds: MINIMUM_CAPTURE_SECONDS },
      { seconds: 61.3, sampleRate: 44100 },
      { seconds: 600, sampleRate: 96000 },
    ]) {
      const sections = captureLayout(options);
      expect(sections.map(({ name }) => name)).toEqual(layout.map(({ name }) => name));
      expect(Math.min(...sections.map(({ lengthSamples }) => lengthSamples))).toBeGreaterThan(0);
      const last = sections[sections.length - 1];
      expect(last.startSamples + last.lengthSamples).toBe(Math.round(options.seconds * (options.sampleRate ?? 48000)));
    }
  });

  test('too short a signal and odd rates are refused', () => {
    expect(() => makeCaptureSignal({ seconds: 19 })).toThrow(/20 to 3600 s; found 19 s/);
    expect(() => makeCaptureSignal({ sampleRate: 100 })).toThrow(/8000 to 192000 Hz; found 100/);
  });
});

describe('demo guitar', () => {
  const guitar = synthesiseGuitar({ seconds: 30 });

  test('peaks at -3 dB, with a crest like a real guitar: 12 to 24 dB', () => {
    expect(20 * Math.log10(peakOf(guitar))).toBeCloseTo(-3, 4);
    const rms = Math.sqrt(guitar.reduce((sum, value) => sum + value * value, 0) / guitar.length);
    const crestDb = 20 * Math.log10(peakOf(guitar) / rms);
    expect(crestDb).toBeGreaterThan(12);
    expect(crestDb).toBeLessThan(24);
  });

  test('is deterministic, and seeds differ', () => {
    expect(synthesiseGuitar({ seconds: 5, seed: 2 })).toEqual(synthesiseGuitar({ seconds: 5, seed: 2 }));
    expect(synthesiseGuitar({ seconds: 5, seed: 2 })).not.toEqual(synthesiseGuitar({ seconds: 5, seed: 3 }));
  });

  test('never rests for a second', () => {
    for (let second = 1; second < 29; second++) {
      expect(peakOf(guitar.subarray(second * 48000, (second + 1) * 48000))).toBeGreaterThan(0.02);
    }
  });
});
