/** What the networks learn by heart: signals, recorded or made up. */
import { monoAudio, toMono } from '../../audio/channels.js';
import { seededRandom } from '../../audio/random.js';
import { resample } from '../../audio/resample.js';
import { readWav } from '../../audio/wav.js';
import { checkHeard } from '../given.js';
import type { Signal } from '../study.js';

/** To a peak of 1. */
export function normalised(samples: Float32Array): Float32Array {
  const peak = samples.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-12);
  return samples.map((value) => value / peak);
}

export const sine = (length: number, sampleRate: number): Signal => ({
  samples: Float32Array.from({ length }, (_, n) => Math.sin((2 * Math.PI * 440 * n) / sampleRate)),
  sampleRate,
});

/** The left channel. @throws AudioError; UserError where less than `leastSeconds` of it sound */
export async function readSignal(path: string, leastSeconds: number): Promise<Signal> {
  const audio = await readWav(path);
  const signal = { samples: toMono(audio, 0), sampleRate: audio.sampleRate };
  checkHeard(path, signal, 0);
  checkHeard(path, head(signal, leastSeconds), leastSeconds);
  return signal;
}

/** A room that nobody built: early reflections and a tail of noise that falls by 60 dB in 0.4 s. */
export function standInRoom(): Signal {
  const [sampleRate, random] = [44100, seededRandom(3)];
  const samples = Float32Array.from({ length: sampleRate / 2 }, (_, n) => {
    const tail = 0.25 * (2 * random() - 1) * 10 ** ((-3 * n) / (0.4 * sampleRate));
    return n === 0 ? 1 : n % 331 === 0 ? tail + 0.6 / (1 + n / 700) : tail;
  });
  return { samples, sampleRate };
}

/** A struck bar: the partials of a vibraphone’s C6, the higher the sooner gone. */
export function standInNote(): Signal {
  const sampleRate = 44100;
  const partials = [
    [1046.5, 1, 1.6],
    [4186, 0.3, 0.25],
    [10400, 0.12, 0.06],
  ];
  const samples = Float32Array.from({ length: sampleRate }, (_, n) =>
    partials.reduce(
      (sum, [hz, level, seconds]) =>
        sum + level * Math.sin((2 * Math.PI * hz * n) / sampleRate) * 10 ** ((-3 * n) / (seconds * sampleRate)),
      0,
    ),
  );
  return { samples, sampleRate };
}

/** From where it begins, `seconds` of it. */
export function head({ samples, sampleRate }: Signal, seconds: number): Signal {
  const level = 0.02 * samples.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
  const start = Math.max(
    0,
    samples.findIndex((value) => Math.abs(value) > level),
  );
  return { samples: samples.subarray(start, start + Math.round(seconds * sampleRate)), sampleRate };
}

export async function at(signal: Signal, sampleRate: number): Promise<Signal> {
  const { channels } = await resample(monoAudio(signal.samples, signal.sampleRate), sampleRate);
  return { samples: normalised(channels[0].subarray(0, Math.floor(sampleRate / 2))), sampleRate };
}
