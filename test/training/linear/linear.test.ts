import { NativeModel } from '@tonewright/addon';
import { describe, expect, test } from 'vitest';
import { highPass, lowPass, peaking } from '../../../training/src/audio/filters.js';
import { seededRandom, whiteNoise } from '../../../training/src/audio/random.js';
import { identify } from '../../../training/src/linear/identify.js';
import { filter, gainDb, type Iir, ofBiquad, resonator } from '../../../training/src/linear/iir.js';
import { LeastSquares, solve } from '../../../training/src/linear/leastSquares.js';
import { recurrentLayers, recurrentWeights } from '../../../training/src/linear/recurrentWeights.js';
import { cascade, directForm, simulate } from '../../../training/src/linear/stateSpace.js';

const sampleRate = 44100;
const noise = whiteNoise(20000, seededRandom(1));

function error(target: ArrayLike<number>, output: ArrayLike<number>): number {
  let [sum, energy] = [0, 0];
  for (let n = 0; n < target.length; n++) {
    sum += (target[n] - output[n]) ** 2;
    energy += target[n] ** 2;
  }
  return sum / energy;
}

describe('least squares', () => {
  test('solves a square system, pivots or not', () => {
    const x = solve(
      [
        [0, 2, 1],
        [1, 0, -1],
        [3, 1, 0],
      ],
      [7, -2, 5],
    );
    for (const [k, value] of [1, 2, 3].entries()) expect(x[k]).toBeCloseTo(value, 12);
  });

  test('finds what the rows were made from, and says what is left over', () => {
    const random = seededRandom(2);
    const wanted = [3, -1, 0.5, 2];
    const exact = new LeastSquares(4);
    const disturbed = new LeastSquares(4);
    for (let i = 0; i < 50; i++) {
      const row = wanted.map(() => random() - 0.5);
      const value = row.reduce((sum, x, k) => sum + x * wanted[k], 0);
      exact.add(row, value);
      disturbed.add(row, value + (i % 2 ? 0.1 : -0.1));
    }
    for (const [k, x] of exact.solve().entries()) expect(x).toBeCloseTo(wanted[k], 12);
    expect(exact.residual).toBeLessThan(1e-20);
    expect(disturbed.residual).toBeGreaterThan(0.3);
    expect(disturbed.residual).toBeLessThanOrEqual(0.5 + 1e-9);
  });

  test('a column that says nothing gets nothing', () => {
    const squares = new LeastSquares(2);
    for (let i = 1; i < 5; i++) squares.add([i, 0], 2 * i);
    expect([...squares.solve()]).toEqual([expect.closeTo(2, 12), 0]);
  });
});

describe('state spaces', () => {
  const sections: Iir[] = [
    ofBiquad(peaking(1000, 2, 9, sampleRate)),
    ofBiquad(lowPass(5000, 0.7, sampleRate)),
    ofBiquad(highPass(120, 0.7, sampleRate)),
  ];

  test('the direct form and the cascade are the filters', () => {
    expect(error(filter(sections[0], noise), simulate(directForm(sections[0]), noise))).toBeLessThan(1e-24);
    const target = sections.reduce<ArrayLike<number>>((signal, section) => filter(section, signal), noise);
    expect(error(target, simulate(cascade(sections), noise))).toBeLessThan(1e-20);
  });

  test('a recurrent layer with their weights is the filter, and with tanh the nearer the smaller its states', async () => {
    const system = directForm(resonator(440, 0.99, 8000));
    const target = filter(resonator(440, 0.99, 8000), noise);
    const play = (activation: 'linear' | 'tanh', level: number) =>
      NativeModel.create(
        { layers: recurrentLayers(2, activation), skip: false, inputGainDb: 0, outputGainDb: 0, sampleRate: 8000 },
        recurrentWeights(system, level),
      ).process(noise);
    expect(error(target, await play('linear', 1))).toBeLessThan(1e-9);
    expect(error(target, await play('tanh', 1e-3))).toBeLessThan(1e-4);
    expect(error(target, await play('tanh', 1))).toBeGreaterThan(1e-2);
  });
});

describe('identification', () => {
  const of = (system: Iir, order: number, audio: Float32Array = noise) => {
    const target = filter(system, audio);
    return error(target, simulate(identify([{ audio, target }], order), audio));
  };

  test('finds resonances, equalisers and pairs of them exactly', () => {
    expect(of(resonator(440, 0.9995, 8000), 2)).toBeLessThan(1e-16);
    expect(of(ofBiquad(highPass(440, Math.SQRT1_2, sampleRate)), 2)).toBeLessThan(1e-16);
    const once = ofBiquad(lowPass(800, 0.7, sampleRate));
    const target = filter(once, filter(ofBiquad(peaking(3000, 3, 10, sampleRate)), noise));
    expect(error(target, simulate(identify([{ audio: noise, target }], 4), noise))).toBeLessThan(1e-12);
  });

  test('from an impulse that has not died away, and from several recordings', () => {
    const impulse = new Float32Array(2000);
    impulse[0] = 0.1;
    expect(of(resonator(440, 0.9995, 8000), 2, impulse)).toBeLessThan(1e-16);
    const system = resonator(300, 0.98, 8000);
    const recordings = [1, 2].map((seed) => {
      const audio = whiteNoise(500, seededRandom(seed));
      return { audio, target: filter(system, audio) };
    });
    expect(error(filter(system, noise), simulate(identify(recordings, 2), noise))).toBeLessThan(1e-16);
  });

  test('through noise at -40 dB it is nearer to the truth than the recording is', () => {
    const system = ofBiquad(lowPass(600, 2, sampleRate));
    const truth = filter(system, noise);
    const hiss = whiteNoise(noise.length, seededRandom(5));
    const power = Math.sqrt(truth.reduce((sum, y) => sum + y * y, 0) / truth.length);
    const target = truth.map((y, n) => y + 0.01 * power * Math.sqrt(3) * hiss[n]);
    expect(error(truth, target)).toBeGreaterThan(5e-5);
    expect(error(truth, simulate(identify([{ audio: noise, target }], 2), noise))).toBeLessThan(1e-6);
  });

  test('what grows in the recording becomes a system that does not', () => {
    const audio = new Float32Array(500);
    audio[0] = 1e-3;
    const target = filter(resonator(440, 1.01, 8000), audio);
    const answer = simulate(
      identify([{ audio, target }], 2),
      Float32Array.from({ length: 200000 }, (_, n) => Number(n === 0)),
    );
    expect(Math.abs(answer[199999])).toBeLessThan(Math.max(...answer.subarray(0, 1000).map(Math.abs)) + 1e-9);
  });
});

test('gains are those of the filters', () => {
  const system = ofBiquad(highPass(440, Math.SQRT1_2, sampleRate));
  expect(gainDb(system, 440, sampleRate)).toBeCloseTo(-3.01, 2);
  expect(gainDb(system, 44, sampleRate)).toBeCloseTo(-40, 1);
});
