import { describe, expect, test } from 'vitest';
import { synthesiseGuitar } from '../../../training/src/audio/guitar.js';
import { DEVICES, type Device, findDevice } from '../../../training/src/devices/devices.js';
import { plateCurrent } from '../../../training/src/devices/tubeAmp.js';
import { measureAliasing } from '../../../training/src/metrics/aliasing.js';

const RATE = 48000;

/** The device's answer to a sine, after half a second: complex amplitudes of its harmonics, index 0 the mean. */
function harmonics(device: Device, hz: number, amplitude: number, controls = {}, count = 6): number[] {
  const period = RATE / hz;
  const input = Float32Array.from({ length: RATE }, (_, n) => amplitude * Math.sin((2 * Math.PI * n) / period));
  const output = device.process(input, RATE, controls).subarray(RATE / 2);
  return Array.from({ length: count }, (_, k) => {
    let re = 0;
    let im = 0;
    output.forEach((value, n) => {
      re += value * Math.cos((2 * Math.PI * k * n) / period);
      im += value * Math.sin((2 * Math.PI * k * n) / period);
    });
    return ((k === 0 ? 1 : 2) * Math.hypot(re, im)) / output.length;
  });
}

const gainDb = (device: Device, hz: number, controls = {}, amplitude = 0.1) =>
  20 * Math.log10(harmonics(device, hz, amplitude, controls)[1] / amplitude);
const ratioDb = (a: number, b: number) => 20 * Math.log10(a / b);

describe('every device', () => {
  const guitar = synthesiseGuitar({ seconds: 1.5, seed: 3 });
  for (const device of DEVICES) {
    test(`${device.id}: deterministic, finite, heard but below full scale, silent for silence`, () => {
      const output = device.process(guitar, RATE);
      expect(output).toEqual(device.process(guitar, RATE));
      const peak = Math.max(...output.map(Math.abs));
      expect(peak).toBeGreaterThan(0.05);
      expect(peak).toBeLessThan(1);
      expect(Math.max(...device.process(new Float32Array(2000), RATE).map(Math.abs))).toBeLessThan(1e-5);
    });

    test(`${device.id}: causal: what comes later changes nothing before`, () => {
      const half = guitar.slice();
      half.fill(0, 12000);
      expect(device.process(guitar, RATE).subarray(0, 12000)).toEqual(device.process(half, RATE).subarray(0, 12000));
    });

    test(`${device.id}: each knob is heard; unknown knobs and values out of range are refused`, () => {
      const part = guitar.subarray(0, 24000);
      for (const { id, min, max } of device.controls) {
        expect(device.process(part, RATE, { [id]: min })).not.toEqual(device.process(part, RATE, { [id]: max }));
        expect(() => device.process(part, RATE, { [id]: max + 1 })).toThrow(`expected ${id} between ${min} and ${max}`);
      }
      expect(() => device.process(part, RATE, { volume: 1 })).toThrow(/has no control 'volume'; it has: /);
    });

    test(`${device.id}: little of a sine of 1 to 5 kHz folds back`, async () => {
      const { worstDb } = await measureAliasing((input) => device.process(input, RATE), {
        sampleRate: RATE,
        frequenciesHz: [1000, 2600, 5000],
      });
      expect(worstDb).toBeLessThan(-60);
    });
  }

  test('is found by its id; an unknown id names those there are', () => {
    expect(findDevice('fuzz').name).toBe('Fuzz');
    expect(() => findDevice('flanger')).toThrow(/overdrive, fuzz, tube-amp, compressor, eq, low-pass/);
  });
});

describe('overdrive', () => {
  const overdrive = findDevice('overdrive');
  test('the clipper is symmetric: odd harmonics only', () => {
    const [, first, second, third, fourth, fifth] = harmonics(overdrive, 480, 0.3);
    expect(ratioDb(third, first)).toBeGreaterThan(-20);
    expect(ratioDb(fifth, first)).toBeGreaterThan(-30);
    expect(ratioDb(second, first)).toBeLessThan(-90);
    expect(ratioDb(fourth, first)).toBeLessThan(-90);
  });
  test('soft signals are amplified linearly; more drive, more gain', () => {
    const [, first, , third] = harmonics(overdrive, 480, 1e-4);
    expect(ratioDb(third, first)).toBeLessThan(-80);
    expect(gainDb(overdrive, 480, { drive: 1 }, 1e-4) - gainDb(overdrive, 480, { drive: 0 }, 1e-4)).toBeGreaterThan(15);
  });
  test('40 dB more input is at most 12 dB more output: the diodes hold', () => {
    const soft = harmonics(overdrive, 480, 0.01)[1];
    expect(ratioDb(harmonics(overdrive, 480, 1)[1], soft)).toBeLessThan(12);
  });
});

test('the fuzz is asymmetric: its second harmonic is within 20 dB of the first', () => {
  const [, first, second] = harmonics(findDevice('fuzz'), 480, 0.3);
  expect(ratioDb(second, first)).toBeGreaterThan(-20);
});

describe('tube preamplifier', () => {
  test('the triode passes about 1.2 mA at 250 V and -2 V, as the 12AX7 data sheet says', () => {
    expect(1000 * plateCurrent(250, -2)).toBeCloseTo(1.2, 0);
    expect(plateCurrent(250, -8)).toBeLessThan(1e-6);
  });
  test('softly driven its distortion is mostly of second order, and turned up it grows', () => {
    const tube = findDevice('tube-amp');
    const [, first, second, third] = harmonics(tube, 480, 0.05, { gain: 0.2 });
    expect(ratioDb(second, third)).toBeGreaterThan(6);
    const [, loud, , loudThird] = harmonics(tube, 480, 0.5, { gain: 1 });
    expect(ratioDb(loudThird, loud)).toBeGreaterThan(ratioDb(third, first) + 20);
  });
});

describe('linear devices', () => {
  test('the low-pass is -3.01 dB at its cut-off and falls by 12 dB per octave', () => {
    const lowPass = findDevice('low-pass');
    for (const cutoff of [480, 960, 4800]) expect(gainDb(lowPass, cutoff, { cutoff })).toBeCloseTo(-3.01, 2);
    expect(gainDb(lowPass, 30, { cutoff: 960 })).toBeCloseTo(0, 2);
    expect(gainDb(lowPass, 3840, { cutoff: 480 }) - gainDb(lowPass, 1920, { cutoff: 480 })).toBeCloseTo(-12, 0);
  });
  test('the equaliser reaches its gains and is flat at 0 dB', () => {
    const eq = findDevice('eq');
    expect(gainDb(eq, 20, { bass: 6, mid: 0, treble: 0 })).toBeCloseTo(6, 1);
    expect(gainDb(eq, 120, { bass: 6, mid: 0, treble: 0 })).toBeCloseTo(3, 1);
    expect(gainDb(eq, 800, { bass: 0, mid: -9, treble: 0 })).toBeCloseTo(-9, 2);
    expect(gainDb(eq, 20000, { bass: 0, mid: 0, treble: 5 })).toBeCloseTo(5, 1);
    for (const hz of [20, 100, 1000, 10000]) expect(gainDb(eq, hz, { bass: 0, mid: 0, treble: 0 })).toBeCloseTo(0, 4);
  });
});

describe('compressor', () => {
  const compressor = findDevice('compressor');
  const fixed = { threshold: -30, ratio: 4, makeup: 0, attack: 1, release: 1000 };
  test('above the threshold 8 dB more in are 2 dB more out', () => {
    const level = (amplitude: number) => 20 * Math.log10(harmonics(compressor, 1000, amplitude, fixed)[1]);
    expect(level(0.5) - level(0.5 / 10 ** (8 / 20))).toBeCloseTo(2, 1);
  });
  test('below the threshold nothing happens, and make-up is just gain', () => {
    expect(gainDb(compressor, 1000, fixed, 0.01)).toBeCloseTo(0, 3);
    expect(gainDb(compressor, 1000, { ...fixed, makeup: 9 }, 0.01)).toBeCloseTo(9, 3);
  });
  test('the gain recovers with the release time: 63 % after one time constant', () => {
    const release = 200;
    const input = Float32Array.from({ length: RATE }, (_, n) => (n < RATE / 2 ? 0.5 : 0.001) * (n % 2 ? -1 : 1));
    const output = compressor.process(input, RATE, { ...fixed, attack: 0.1, release });
    const reductionDb = (n: number) => -20 * Math.log10(Math.abs(output[n] / input[n]));
    const full = reductionDb(RATE / 2 - 1);
    expect(reductionDb(RATE / 2 + (release * RATE) / 1000) / full).toBeCloseTo(Math.exp(-1), 1);
  });
});
