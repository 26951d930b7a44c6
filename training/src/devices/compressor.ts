/** Compressor: feed-forward, in decibels, with a soft knee; Giannoulis, Massberg & Reiss, "Digital dynamic range compressor design", JAES 60(6), 2012. */
import { amplitudeToDb, dbToAmplitude } from '../audio/channels.js';
import { defineDevice } from './device.js';

const KNEE_DB = 6;
const FLOOR = 1e-6;

/** Gain reduction in dB (equation 4, as output minus input). */
function staticGainDb(levelDb: number, thresholdDb: number, ratio: number): number {
  const over = levelDb - thresholdDb;
  const slope = 1 / ratio - 1;
  if (over <= -KNEE_DB / 2) return 0;
  return over >= KNEE_DB / 2 ? slope * over : (slope * (over + KNEE_DB / 2) ** 2) / (2 * KNEE_DB);
}

export const compressor = defineDevice({
  id: 'compressor',
  name: 'Compressor',
  description: 'Feed-forward compressor with a soft knee and smoothed, decoupled attack and release.',
  controls: [
    { id: 'threshold', name: 'Threshold', min: -50, max: 0, default: -28, unit: 'dB' },
    { id: 'ratio', name: 'Ratio', min: 1, max: 20, default: 4 },
    { id: 'attack', name: 'Attack', min: 0.1, max: 100, default: 8, unit: 'ms' },
    { id: 'release', name: 'Release', min: 10, max: 1000, default: 150, unit: 'ms' },
    { id: 'makeup', name: 'Make-up', min: 0, max: 24, default: 8, unit: 'dB' },
  ],
  render(input, sampleRate, { threshold, ratio, attack, release, makeup }) {
    const pole = (milliseconds: number) => Math.exp(-1000 / (milliseconds * sampleRate));
    const attackPole = pole(attack);
    const releasePole = pole(release);
    let held = 0;
    let reduction = 0;
    return input.map((sample) => {
      const wanted = -staticGainDb(amplitudeToDb(Math.max(FLOOR, Math.abs(sample))), threshold, ratio);
      // Equation 17: the release follows the peaks, the attack smooths what comes out.
      held = Math.max(wanted, releasePole * held + (1 - releasePole) * wanted);
      reduction = attackPole * reduction + (1 - attackPole) * held;
      return sample * dbToAmplitude(makeup - reduction);
    });
  },
});
