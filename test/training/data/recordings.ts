/** Recordings and simple devices that the tests of this folder share. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { toMono } from '../../../training/src/audio/channels.js';
import { readWav } from '../../../training/src/audio/wav.js';

const FOLDER = resolve(import.meta.dirname, '../../../../shared/data');
export const haveRecordings = existsSync(FOLDER);
if (!haveRecordings) console.log(`Tests with real recordings are skipped: there is no ${FOLDER}.`);

export async function recording(path: string): Promise<{ samples: Float32Array; sampleRate: number }> {
  const audio = await readWav(resolve(FOLDER, path));
  return { samples: toMono(audio, 0), sampleRate: audio.sampleRate };
}

export interface DeviceOptions {
  delaySamples?: number;
  drive?: number;
  polarity?: 1 | -1;
  /** Peak of white noise added behind. */
  noise?: number;
}

/** Distortion, a gentle low-pass, delay, noise. The low-pass adds less than a sample of delay. */
export function crudeDevice(dry: Float32Array, options: DeviceOptions, random: () => number): Float32Array {
  const { delaySamples = 0, drive = 1, polarity = 1, noise = 0 } = options;
  let low = 0;
  return dry.map((_, n) => {
    low += 0.6 * (Math.tanh(drive * (dry[n - delaySamples] ?? 0)) - low);
    return polarity * low + noise * (2 * random() - 1);
  });
}
