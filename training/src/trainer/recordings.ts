import { extname } from 'node:path';
import { type Audio, durationSeconds, frameCount, toMono } from '../audio/channels.js';
import { readRawPcm8 } from '../audio/rawPcm.js';
import { resample } from '../audio/resample.js';
import { readWav } from '../audio/wav.js';
import { UserError } from '../errors.js';

export interface ReadOptions {
  /** Rate of headerless unsigned 8-bit PCM; without it every file is a WAV file. */
  rawRate?: number;
  /** Wanted sample rate; other files are resampled. */
  sampleRate?: number;
  notice?: (message: string) => void;
}

/** For the commands that read such files. */
export const rawRateOption = [
  '--raw-rate <hz>',
  'the recordings are headerless unsigned 8-bit PCM at this rate',
  (text: string): number => {
    const hz = Number(text);
    if (hz >= 1000 && hz <= 192_000) return hz;
    throw new UserError(`--raw-rate: expected 1000 to 192000 Hz, found '${text}'.`);
  },
] as const;

/** Reads a file and brings it to the wanted rate, saying so. @throws AudioError */
export async function readRecording(path: string, options: ReadOptions = {}): Promise<Audio> {
  const audio = options.rawRate ? await readRawPcm8(path, options.rawRate) : await readWav(path);
  const { sampleRate } = options;
  if (!sampleRate || audio.sampleRate === sampleRate) return audio;
  options.notice?.(`${path}: resampled from ${audio.sampleRate} to ${sampleRate} Hz`);
  return resample(audio, sampleRate);
}

/** A dry recording and what a device made of it, both mono at `sampleRate`. */
export interface Pair {
  name: string;
  dry: Float32Array;
  wet: Float32Array;
  sampleRate: number;
  /** Position of each knob, 0..1, in the order of the preset's controls. */
  controls: number[];
}

/** Lengths may differ by what a recorder adds at the end; minutes apart are two different recordings. */
const maxLengthDifferenceSeconds = 30;

/**
 * Reads a dry and a wet file as mono at one rate.
 * @throws AudioError for a bad file; UserError for files that do not belong together
 */
export async function readPair(dryPath: string, wetPath: string, options: ReadOptions = {}): Promise<Pair> {
  const dry = await readRecording(dryPath, options);
  const wet = await readRecording(wetPath, { ...options, sampleRate: options.sampleRate ?? dry.sampleRate });
  const difference = Math.abs(durationSeconds(dry) - durationSeconds(wet));
  if (difference > maxLengthDifferenceSeconds)
    throw new UserError(
      `${wetPath} belongs to ${dryPath}? Expected recordings of about the same length, found ` +
        `${durationSeconds(dry).toFixed(1)} s and ${durationSeconds(wet).toFixed(1)} s. Give the two takes of one recording.`,
    );
  for (const [path, audio] of [
    [dryPath, dry],
    [wetPath, wet],
  ] as const)
    if (audio.channels.length > 1)
      options.notice?.(`${path}: ${audio.channels.length} channels mixed to mono (${frameCount(audio)} samples)`);
  return { name: dryPath, dry: toMono(dry), wet: toMono(wet), sampleRate: dry.sampleRate, controls: [] };
}

/** The preset's default name: the file's own without folder and ending. */
export const stem = (path: string) => path.replace(/^.*[\\/]/, '').slice(0, -extname(path).length || undefined);
