/** Recordings that a run of a study is given in place of its own signals. */
import { peakOf, toMono } from '../audio/channels.js';
import { UserError } from '../errors.js';
import { type ReadOptions, readRecording } from '../trainer/recordings.js';
import type { Signal } from './study.js';

/** @throws UserError for what is too short or silent, where every figure would be met */
export function checkHeard(name: string, { samples, sampleRate }: Signal, leastSeconds: number): void {
  const seconds = samples.length / sampleRate;
  if (seconds < leastSeconds)
    throw new UserError(
      `${name}: expected ${leastSeconds} s of sound or more, found ${seconds.toFixed(3)} s. Give a longer recording.`,
    );
  if (peakOf(samples) === 0) throw new UserError(`${name}: expected sound, found silence. Give another recording.`);
}

/** Mono, at `sampleRate` where one is wanted. @throws AudioError, UserError */
export async function readGiven(path: string, leastSeconds: number, options: ReadOptions = {}): Promise<Signal> {
  const audio = await readRecording(path, options);
  const signal = { samples: toMono(audio), sampleRate: audio.sampleRate };
  checkHeard(path, signal, leastSeconds);
  return signal;
}

/** A number among a study's options. @throws UserError */
export function numberGiven(
  name: string,
  text: string | undefined,
  [least, most]: [least: number, most: number],
  unit: string,
): number {
  const value = text?.trim() ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UserError(`--${name}: expected ${least} to ${most}${unit}, found '${text}'.`);
}
