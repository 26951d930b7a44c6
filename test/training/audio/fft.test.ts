import { expect, test } from 'vitest';
import { realFft } from '../../../training/src/audio/fft.js';
import { seededRandom, whiteNoise } from '../../../training/src/audio/random.js';

const size = 64;
const half = realFft(size).forward(whiteNoise(size, seededRandom(1)));
const bins = size / 2 + 1;

test.each([
  [0, bins],
  [0, 1],
  [0, 3],
  [3, 5],
  [14, 19],
  [16, 17],
  [20, bins - 1],
  [bins - 1, bins],
  [0, 0],
])('gains of bins %i to %i, 0 elsewhere, in the inverse are those in the spectrum', (from, to) => {
  const gains = Float64Array.from({ length: bins }, (_, bin) => (bin >= from && bin < to ? 1 / (1 + bin) : 0));
  const wanted = realFft(size).inverse(half.map((value, at) => value * gains[at >> 1]));
  expect([...realFft(size).inverse(half, gains)]).toEqual([...wanted].map((value) => value + 0));
});
