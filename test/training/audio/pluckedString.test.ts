import { describe, expect, test } from 'vitest';
import { hannWindow, powerSpectrum, realFft } from '../../../training/src/audio/fft.js';
import { midiToHz, type PluckedNote, playScore, pluckString } from '../../../training/src/audio/pluckedString.js';
import { pinkNoise, seededRandom, whiteNoise } from '../../../training/src/audio/random.js';
import { bend, note, TOUCHES } from '../../../training/src/audio/technique.js';

const SIZE = 65536;
const RATE = 48000;

function spectrumOf(samples: Float32Array, start = 0): Float64Array {
  const window = hannWindow(SIZE);
  return powerSpectrum(realFft(SIZE).forward(window.map((gain, n) => gain * (samples[start + n] ?? 0))));
}

/** Frequency of the largest bin within a semitone around `hz`. */
function pitchNear(power: Float64Array, hz: number): number {
  let top = Math.round((hz * SIZE) / RATE);
  for (let k = Math.floor((hz * 0.95 * SIZE) / RATE); k < (hz * 1.05 * SIZE) / RATE; k++)
    if (power[k] > power[top]) top = k;
  return (top * RATE) / SIZE;
}

const pluck = (midiNote: number, change: Partial<PluckedNote> = {}, seconds = 2) =>
  pluckString({ midiNote, seconds, level: 0.5, ...TOUCHES.open, ...change }, RATE, seededRandom(5));

const rms = (samples: Float32Array, from: number, to: number) =>
  Math.sqrt(samples.subarray(from * RATE, to * RATE).reduce((sum, v) => sum + v * v, 0) / ((to - from) * RATE));

describe('plucked string', () => {
  for (const midiNote of [40, 52, 64, 76, 88]) {
    test(`note ${midiNote} is in tune within a bin of 0.73 Hz`, () => {
      const hz = midiToHz(midiNote);
      expect(Math.abs(pitchNear(spectrumOf(pluck(midiNote)), hz) - hz)).toBeLessThan(RATE / SIZE);
    });
  }

  test('a bend of two semitones arrives two semitones higher', () => {
    const { startSeconds, ...bent } = { ...bend(64, 2, { startSeconds: 0, seconds: 4, level: 0.5 }) };
    expect(startSeconds).toBe(0);
    bent.glide!.vibratoSemitones = 0;
    const after = spectrumOf(pluckString(bent, RATE, seededRandom(5)), 2 * RATE);
    expect(Math.abs(pitchNear(after, midiToHz(66)) - midiToHz(66))).toBeLessThan(1);
  });

  test('a palm mute dies at least 20 dB faster than an open string within half a second', () => {
    const fallDb = (samples: Float32Array) => 20 * Math.log10(rms(samples, 0, 0.1) / rms(samples, 0.45, 0.55));
    expect(fallDb(pluck(45, TOUCHES.muted)) - fallDb(pluck(45))).toBeGreaterThan(20);
  });

  test('a pick at the middle weakens the second harmonic by 12 dB or more', () => {
    const harmonicDb = (power: Float64Array) =>
      10 * Math.log10(power[Math.round((220 * SIZE) / RATE)] / power[Math.round((110 * SIZE) / RATE)]);
    expect(harmonicDb(spectrumOf(pluck(45, { pickPosition: 0.5 })))).toBeLessThan(
      harmonicDb(spectrumOf(pluck(45, { pickPosition: 0.13 }))) - 12,
    );
  });

  test('the peak is the level, the end is silent, and a score adds notes where they stand', () => {
    const sound = pluck(57);
    expect(Math.max(...sound.map(Math.abs))).toBeCloseTo(0.5, 6);
    expect(Math.abs(sound[sound.length - 1])).toBeLessThan(1e-3);
    const score = playScore([note(57, { startSeconds: 0.5, seconds: 1, level: 0.5 })], RATE, RATE, seededRandom(1));
    expect(Math.max(...score.subarray(0, RATE / 2).map(Math.abs))).toBe(0);
    expect(Math.max(...score.subarray(RATE / 2).map(Math.abs))).toBeCloseTo(0.5, 6);
  });
});

describe('noise', () => {
  /** Slope between two octaves, in dB per octave, of power per hertz. */
  function slopeDbPerOctave(noise: Float32Array): number {
    const power = new Float64Array(SIZE / 2 + 1);
    for (let start = 0; start + SIZE <= noise.length; start += SIZE) {
      spectrumOf(noise, start).forEach((value, k) => {
        power[k] += value;
      });
    }
    const band = (hz: number) => {
      const from = Math.round((hz * SIZE) / RATE);
      return power.subarray(from, 2 * from).reduce((sum, value) => sum + value, 0) / from;
    };
    return (10 * Math.log10(band(6400) / band(100))) / 6;
  }
  test('white is flat, pink falls by 3 dB per octave', () => {
    expect(Math.abs(slopeDbPerOctave(whiteNoise(10 * SIZE, seededRandom(1))))).toBeLessThan(0.1);
    expect(Math.abs(slopeDbPerOctave(pinkNoise(10 * SIZE, seededRandom(1))) + 3.01)).toBeLessThan(0.1);
  });
});
