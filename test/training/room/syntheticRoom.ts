import { realFft } from '../../../training/src/audio/fft.js';
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

export interface SyntheticSpring {
  sampleRate: number;
  cutoffHz: number;
  /** From one end to the other, at 0 Hz. */
  seconds: number;
  rt60Seconds: number;
}

/** Echoes after 1, 3, 5, ... ways, each a chirp by the group delay of a chain of masses and springs. */
export function syntheticSpring({ sampleRate, cutoffHz, seconds, rt60Seconds }: SyntheticSpring): Float32Array {
  const fft = realFft(65536);
  const spectrum = new Float64Array(fft.size + 2);
  for (let k = 1; (k * sampleRate) / fft.size < 0.97 * cutoffHz; k++) {
    const hz = (k * sampleRate) / fft.size;
    const delayRatio = 1 / Math.sqrt(1 - (hz / cutoffHz) ** 2);
    for (let ways = 1; ways < 60; ways += 2) {
      const gain = 10 ** ((-3 * ways * seconds * delayRatio) / rt60Seconds);
      const angle = -2 * Math.PI * ways * seconds * cutoffHz * Math.asin(hz / cutoffHz);
      spectrum[2 * k] += gain * Math.cos(angle);
      spectrum[2 * k + 1] += gain * Math.sin(angle);
    }
  }
  return Float32Array.from(fft.inverse(spectrum).subarray(0, 2 * sampleRate));
}
