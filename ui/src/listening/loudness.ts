import { integratedLoudness } from '@tonewright/training/loudness';
import type { Item } from './test.js';

/** Below full scale, so that converters after it do not clip. */
const mostPeak = 0.97;

function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

/** All sounds as loud as the first reference, or the first sound; all quieter together where one would clip. */
export function matchLoudness(item: Item): Item {
  const loudness = item.sounds.map(({ samples }) => integratedLoudness([samples], item.sampleRate));
  const first = Math.max(
    0,
    item.sounds.findIndex(({ role }) => role === 'reference'),
  );
  const gains = loudness.map((lufs) => {
    const difference = loudness[first] - lufs;
    return Number.isFinite(difference) ? 10 ** (difference / 20) : 1; // silence stays silence
  });
  const peaks = item.sounds.map(({ samples }, i) => gains[i] * peakOf(samples));
  const common = Math.min(1, mostPeak / Math.max(...peaks, Number.MIN_VALUE));
  const sounds = item.sounds.map((sound, i) => ({
    ...sound,
    samples: sound.samples.map((sample) => common * gains[i] * sample),
  }));
  return { ...item, sounds };
}
