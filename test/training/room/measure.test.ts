import { describe, expect, test } from 'vitest';
import { bandCentres, bandGain, splitBands } from '../../../training/src/room/bands.js';
import { compareRooms } from '../../../training/src/room/compare.js';
import { fitDecay } from '../../../training/src/room/decayModel.js';
import { measureRoom } from '../../../training/src/room/measure.js';
import { syntheticRoom } from './syntheticRoom.js';

const sampleRate = 48000;
const falling = (hz: number) => 1.6 * (1000 / hz) ** 0.25;

describe('octave bands', () => {
  test('powers add up to 1 at every frequency, and each band is 3 dB down at its edges', () => {
    const centres = bandCentres(sampleRate);
    for (let hz = 1; hz < 24000; hz *= 1.01) {
      const power = centres.reduce((sum, _, b) => sum + bandGain(centres, b, hz) ** 2, 0);
      expect(power).toBeCloseTo(1, 9);
    }
    expect(20 * Math.log10(bandGain(centres, 5, 1000 * Math.SQRT2))).toBeCloseTo(-3.01, 2);
    expect(20 * Math.log10(bandGain(centres, 5, 1000 * Math.SQRT1_2))).toBeCloseTo(-3.01, 2);
    expect(bandGain(centres, 5, 1000)).toBe(1);
    expect(bandGain(centres, 5, 2000)).toBeCloseTo(0, 12);
  });

  test('a pulse has its energy in the bands by their widths', () => {
    const pulse = new Float32Array(4800);
    pulse[100] = 1;
    const { bands } = splitBands(pulse, sampleRate);
    const energies = bands.map((band) => band.reduce((sum, x) => sum + x * x, 0));
    expect(energies.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    expect(energies[5]).toBeCloseTo((1000 * (Math.SQRT2 - Math.SQRT1_2)) / 24000, 3);
  });
});

describe('the decay model', () => {
  test('finds two slopes and the noise of a curve that is made of them', () => {
    const energies = Float64Array.from({ length: 300 }, (_, k) => {
      const t = (k + 0.5) * 0.01;
      return 10 ** (-t / 0.05) + 0.02 * 10 ** ((-6 * t) / 1.5) + 1e-6;
    });
    const { slopes, noise } = fitDecay(energies, 0.01);
    expect(slopes[0].rt60Seconds).toBeCloseTo(0.3, 3);
    expect(slopes[1].rt60Seconds).toBeCloseTo(1.5, 3);
    expect(slopes[1].energy).toBeCloseTo(0.02, 4);
    expect(10 * Math.log10(noise)).toBeCloseTo(-60, 1);
  });

  test('a fade-out behind the noise is left off, and a decay without noise needs none', () => {
    const faded = Float64Array.from(
      { length: 200 },
      (_, k) => (10 ** (-(k + 0.5) / 10) + 1e-5) * (k < 180 ? 1 : ((200 - k) / 20) ** 2),
    );
    const { noise, length } = fitDecay(faded, 0.01);
    expect(10 * Math.log10(noise)).toBeCloseTo(-50, 0);
    expect(length).toBeLessThan(195);
    const clean = fitDecay(
      Float64Array.from({ length: 60 }, (_, k) => 10 ** (-(k + 0.5) / 10)),
      0.01,
      1,
    );
    expect(clean.slopes[0].rt60Seconds).toBeCloseTo(0.6, 3);
    expect(10 * Math.log10(clean.noise)).toBeLessThan(-65);
  });
});

test('a slope starts no louder than what is heard', () => {
  // It builds up behind a pulse: a steep slope through the later intervals would start 200 dB above them.
  const energies = Float64Array.from({ length: 200 }, (_, k) => (k === 0 ? 1 : 1e-3 * 10 ** -(((k - 60) / 30) ** 2)));
  for (const { energy, rt60Seconds } of fitDecay(energies, 0.01).slopes)
    expect(10 * Math.log10(energy) - (60 * 0.005) / rt60Seconds).toBeLessThan(4);
});

describe('a room of known RT60', () => {
  // A band of noise of width B, decaying with T, has its T30 only to within some 0.9 / sqrt(B T).
  const scatter = (hz: number, rt60: number) => 3 * (0.9 / Math.sqrt(0.7 * hz * rt60)) * rt60;

  test.each([
    ['as it is', {}],
    ['with noise 45 dB below its start', { noiseDb: -45 }],
    ['at 44.1 kHz with a late onset', { sampleRate: 44100, onsetSamples: 900 }],
  ])('%s: every band is found', (_, extra) => {
    const room = measureRoom(
      syntheticRoom({ sampleRate, seconds: 3, rt60: falling, ...extra }),
      extra.sampleRate ?? sampleRate,
    );
    for (const band of room.bands.filter(({ centreHz }) => centreHz >= 125 && centreHz <= 8000)) {
      const expected = falling(band.centreHz);
      expect(Math.abs(band.rt60Seconds! - expected), `${band.centreHz} Hz`).toBeLessThan(
        scatter(band.centreHz, expected),
      );
      expect(band.rt60Range).toBe('T30');
    }
    expect(room.onsetSeconds).toBeCloseTo((extra.onsetSamples ?? 0) / 44100, 2);
  });

  test('a constant offset changes nothing', () => {
    const plain = syntheticRoom({ sampleRate, seconds: 2, rt60: () => 0.8, noiseDb: -60 });
    const comparison = compareRooms(
      { samples: plain, sampleRate },
      { samples: plain.map((x) => x + 0.01), sampleRate },
    );
    expect(comparison.isMet).toBe(true);
    expect(comparison.curve.worstDb).toBeLessThan(0.05);
  });

  test('a recording cut off at -45 dB has the same curve as the whole one', () => {
    const whole = syntheticRoom({ sampleRate, seconds: 3, rt60: () => 1 });
    const cut = compareRooms(
      { samples: whole, sampleRate },
      { samples: whole.slice(0, 0.75 * sampleRate), sampleRate },
    );
    expect(cut.curve.worstDb).toBeLessThan(0.5);
    for (const { seconds, referenceSeconds } of cut.bands)
      expect(Math.abs(seconds! / referenceSeconds - 1)).toBeLessThan(0.02);
  });

  test('noise takes 30 dB of decay away: T20, then nothing', () => {
    const measured = (noiseDb: number) =>
      measureRoom(syntheticRoom({ sampleRate, seconds: 3, rt60: () => 1, noiseDb }), sampleRate).bands[5];
    expect(measured(-60).rt60Range).toBe('T30');
    expect(measured(-28).rt60Range).toBe('T20');
    expect(measured(-28).rt60Seconds).toBeCloseTo(1, 0);
    expect(measured(-12).rt60Seconds).toBeUndefined();
  });

  test('a faint first sound that one of two responses lacks does not set them apart', () => {
    const room = syntheticRoom({ sampleRate, seconds: 2, rt60: () => 0.8, onsetSamples: 2400 });
    const faint = room.slice();
    faint[1200] = 0.12 * room.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0);
    const comparison = compareRooms({ samples: faint, sampleRate }, { samples: room, sampleRate });
    expect(measureRoom(room, sampleRate).onsetSeconds - measureRoom(faint, sampleRate).onsetSeconds).toBeGreaterThan(
      0.02,
    );
    expect(comparison.curve.worstDb).toBeLessThan(0.3);
  });

  test('a comparison finds a band that decays 10 % longer, and a curve that is 3 dB off', () => {
    const reference = { samples: syntheticRoom({ sampleRate, seconds: 3, rt60: () => 1.5 }), sampleRate };
    expect(compareRooms(reference, reference)).toMatchObject({ isMet: true, curve: { worstDb: 0 } });
    const longer = syntheticRoom({ sampleRate, seconds: 3, rt60: (hz) => (hz === 2000 ? 1.7 : 1.5) });
    const { bands } = compareRooms(reference, { samples: longer, sampleRate });
    expect(bands.filter(({ isMet }) => !isMet).map(({ centreHz }) => centreHz)).toEqual([2000]);
    const direct = reference.samples.slice();
    direct[0] += 2 * Math.sqrt(direct.reduce((sum, x) => sum + x * x, 0));
    expect(compareRooms(reference, { samples: direct, sampleRate }).curve.isMet).toBe(false);
  });
});

test('silence and a cabinet are refused', () => {
  expect(() => measureRoom(new Float32Array(48000), sampleRate)).toThrow(/found silence/);
  expect(() => measureRoom(Float32Array.of(1, 0.5, 0.2), sampleRate)).toThrow(/at least 0.1 s/);
});
