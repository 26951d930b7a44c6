/** Measures that the studies share. */
import type { NativeModel } from '@tonewright/addon';
import { powerToDb } from '../audio/channels.js';
import { esr, mse, shareWithinBits } from '../metrics/errors.js';
import { forEachFrame } from '../metrics/spectralDistance.js';
import type { Figures } from './study.js';

/** In the time domain. */
export const timeFigures = (target: Float32Array, output: Float32Array): Figures => ({
  mse: mse(target, output),
  esr: esr(target, output),
  bits12: shareWithinBits(target, output, 12),
});

export interface Band {
  /** Centre. */
  hz: number;
  power: number;
}

/** Mean power in bands of a third of an octave between two frequencies, from frames of 8192 samples. */
export function bandPowers(samples: Float32Array, sampleRate: number, lowHz: number, highHz: number): Band[] {
  const size = 8192;
  const sum = new Float64Array(size / 2 + 1);
  let frames = 0;
  forEachFrame(samples, size, size / 2, (power) => {
    frames++;
    for (let k = 0; k < power.length; k++) sum[k] += power[k];
  });
  const bands: Band[] = [];
  for (let hz = lowHz; hz <= highHz * 1.0001; hz *= 2 ** (1 / 3)) {
    const first = Math.max(1, Math.round((hz * 2 ** (-1 / 6) * size) / sampleRate));
    const last = Math.min(size / 2, Math.max(first, Math.round((hz * 2 ** (1 / 6) * size) / sampleRate)));
    let power = 0;
    for (let k = first; k <= last; k++) power += sum[k];
    bands.push({ hz, power: power / (last - first + 1) / frames });
  }
  return bands;
}

/** Level of each band of an output over that of the target, in dB. */
export const bandDifferences = (target: Band[], output: Band[]): [hz: number, dB: number][] =>
  target.map(({ hz, power }, i) => [hz, powerToDb(output[i].power) - powerToDb(power)]);

export const largest = (values: [number, number][]): number => Math.max(...values.map(([, value]) => Math.abs(value)));

/** How many times faster than it sounds a model plays, on one core, mono: the best of three runs. */
export async function timesRealTime(model: NativeModel, sampleRate: number): Promise<number> {
  const audio = Float32Array.from({ length: 2 * sampleRate }, (_, n) => 0.5 * Math.sin(n * 0.05));
  const controls = Array.from({ length: model.info.inputs - 1 }, () => 0.5);
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    await model.process(audio, controls);
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return audio.length / sampleRate / best;
}
