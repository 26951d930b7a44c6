import { seededRandom } from '../../../training/src/audio/random.js';
import { splitBands } from '../../../training/src/room/bands.js';

/** Gaussian, by Box and Muller. */
function gaussianNoise(length: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length }, () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}

export interface SyntheticRoom {
  sampleRate: number;
  seconds: number;
  /** At the centre of a band. */
  rt60: (hz: number) => number;
  /** Of steady noise to the decay's start. */
  noiseDb?: number;
  onsetSamples?: number;
  seed?: number;
}

/** Noise whose octave bands decay with known RT60s. */
export function syntheticRoom(room: SyntheticRoom): Float32Array {
  const { sampleRate, seconds, rt60, noiseDb = Number.NEGATIVE_INFINITY, onsetSamples = 0, seed = 1 } = room;
  const length = Math.round(seconds * sampleRate);
  const { bands, centresHz, lead } = splitBands(gaussianNoise(length, seed), sampleRate);
  const floor = gaussianNoise(length, seed + 1000);
  return Float32Array.from({ length: length + onsetSamples }, (_, n) => {
    const at = n - onsetSamples;
    let sum = 10 ** (noiseDb / 20) * (floor[n] ?? 0);
    if (at >= 0)
      for (const [b, band] of bands.entries())
        sum += band[lead + at] * 10 ** ((-3 * at) / sampleRate / rt60(centresHz[b]));
    return 0.2 * sum;
  });
}
