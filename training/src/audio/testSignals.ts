/** Noises, sweeps and fades to learn a filter from. */
import { pinkNoise, type Random, whiteNoise } from './random.js';

type Maker = (length: number, random: Random, sampleRate: number) => Float32Array;

const scaledTo = (peak: number, samples: Float32Array): Float32Array => {
  const most = samples.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-12);
  return samples.map((value) => (peak * value) / most);
};

const gaussianNoise: Maker = (length, random) =>
  Float32Array.from({ length }, () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));

/** White noise summed up, with a slow leak so that it stays around zero: -6 dB per octave above 10 Hz. */
const brownNoise: Maker = (length, random, sampleRate) => {
  const keep = Math.exp((-2 * Math.PI * 10) / sampleRate);
  let sum = 0;
  return Float32Array.from({ length }, () => {
    sum = keep * sum + (2 * random() - 1);
    return sum;
  });
};

/** A logarithmic sine sweep between 20 Hz and 0.45 of the rate, up or down. */
const sweep =
  (direction: 1 | -1): Maker =>
  (length, _, sampleRate) => {
    const [low, high] = [20, 0.45 * sampleRate];
    let phase = 0;
    return Float32Array.from({ length }, (_, n) => {
      const place = direction > 0 ? n / length : 1 - n / length;
      phase += (2 * Math.PI * low * (high / low) ** place) / sampleRate;
      return Math.sin(phase);
    });
  };

export const testSignals: Record<string, Maker> = {
  white: whiteNoise,
  pink: pinkNoise,
  gaussian: gaussianNoise,
  brown: brownNoise,
  'sweep up': sweep(1),
  'sweep down': sweep(-1),
};

export const fades: Record<string, (place: number) => number> = {
  level: () => 1,
  rising: (place) => place,
  falling: (place) => 1 - place,
  both: (place) => 1 - Math.abs(2 * place - 1),
};

/** Every signal with every fade, one after the other, of one length each; the peak of each is `peak`. */
export function testProgramme(seconds: number, sampleRate: number, random: Random, peak = 0.9): Float32Array {
  const kinds = Object.values(testSignals).flatMap((make) => Object.values(fades).map((fade) => ({ make, fade })));
  const length = Math.floor((seconds * sampleRate) / kinds.length);
  const programme = new Float32Array(length * kinds.length);
  for (const [i, { make, fade }] of kinds.entries()) {
    const samples = scaledTo(peak, make(length, random, sampleRate));
    programme.set(
      samples.map((value, n) => value * fade(n / length)),
      i * length,
    );
  }
  return programme;
}
