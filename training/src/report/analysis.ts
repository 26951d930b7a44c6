/** What the report measures itself: the best and the worst second, transfer curves, harmonics. */
import { amplitudeToDb, dbToAmplitude, powerToDb } from '../audio/channels.js';
import type { Render } from '../metrics/aliasing.js';
import { esr } from '../metrics/errors.js';

export interface Second {
  startSamples: number;
  esr: number;
}

/** ESR of each second of the target that is not silent, in order. */
export function esrBySecond(target: Float32Array, output: Float32Array, sampleRate: number): Second[] {
  const seconds: Second[] = [];
  const length = Math.min(sampleRate, target.length);
  for (let start = 0; start + length <= target.length; start += sampleRate) {
    const part = target.subarray(start, start + length);
    const power = part.reduce((sum, value) => sum + value * value, 0) / length;
    if (powerToDb(power) > -60)
      seconds.push({ startSamples: start, esr: esr(part, output.subarray(start, start + length)) });
  }
  return seconds;
}

/** Where in a stretch the signal is loudest, as the start of a window of `length`. */
export function loudestWindow(samples: Float32Array, start: number, end: number, length: number): number {
  let best = start;
  let most = -1;
  for (let from = start; from + length <= end; from += Math.max(1, Math.floor(length / 2))) {
    let energy = 0;
    for (let n = from; n < from + length; n++) energy += samples[n] * samples[n];
    if (energy > most) {
      most = energy;
      best = from;
    }
  }
  return best;
}

export type Points = [x: number, y: number][];

const TRANSFER_HZ = 100;

/** Output over input for a slow sine whose level rises to full scale: the last cycle, with its hysteresis. */
export async function transferCurve(render: Render, sampleRate: number): Promise<Points> {
  const period = Math.round(sampleRate / TRANSFER_HZ);
  const length = 60 * period;
  const input = Float32Array.from(
    { length },
    (_, n) => Math.min(1, n / (50 * period)) * Math.sin((2 * Math.PI * n) / period),
  );
  const output = await render(input);
  const step = Math.max(1, Math.floor(period / 240));
  const points: Points = [];
  for (let n = length - period; n < length; n += step) points.push([input[n], output[n]]);
  return [...points, points[0]];
}

export const HARMONIC_LEVELS_DB: readonly number[] = [-36, -18, -3];
const HARMONIC_HZ = 220;
const HARMONIC_COUNT = 10;

/** Levels in dB full scale of the first harmonics for a sine at each of HARMONIC_LEVELS_DB; rows are levels. */
export async function harmonicLevels(render: Render, sampleRate: number): Promise<number[][]> {
  const rows: number[][] = [];
  // Whole periods, so that a plain Fourier sum tells the harmonics apart.
  const period = Math.round(sampleRate / HARMONIC_HZ);
  const settle = Math.ceil(sampleRate / 2 / period) * period;
  const measured = 40 * period;
  for (const levelDb of HARMONIC_LEVELS_DB) {
    const amplitude = dbToAmplitude(levelDb);
    const input = Float32Array.from(
      { length: settle + measured },
      (_, n) => amplitude * Math.sin((2 * Math.PI * n) / period),
    );
    const output = (await render(input)).subarray(settle);
    rows.push(
      Array.from({ length: HARMONIC_COUNT }, (_, k) => amplitudeToDb(harmonicAmplitude(output, k + 1, period))),
    );
  }
  return rows;
}

function harmonicAmplitude(samples: Float32Array, harmonic: number, period: number): number {
  let re = 0;
  let im = 0;
  for (let n = 0; n < samples.length; n++) {
    const angle = (2 * Math.PI * harmonic * (n % period)) / period;
    re += samples[n] * Math.cos(angle);
    im += samples[n] * Math.sin(angle);
  }
  return (2 * Math.hypot(re, im)) / samples.length;
}
