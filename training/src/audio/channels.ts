/** Sound in memory and its channels. */
import { AudioError } from './audioError.js';

/** `channels[c][n]`: float samples, full scale is -1..1, all channels of one length. */
export interface Audio {
  sampleRate: number;
  channels: Float32Array[];
}

/** Samples per channel. */
export function frameCount(audio: Audio): number {
  return audio.channels[0]?.length ?? 0;
}

export function durationSeconds(audio: Audio): number {
  return frameCount(audio) / audio.sampleRate;
}

export function monoAudio(samples: Float32Array, sampleRate: number): Audio {
  return { sampleRate, channels: [samples] };
}

/** How several channels become one: their mean, or one of them (0 is left). */
export type MonoChoice = 'mean' | number;

/** @throws {AudioError} bad-argument when the chosen channel does not exist. */
export function toMono(audio: Audio, choice: MonoChoice = 'mean'): Float32Array {
  const { channels } = audio;
  if (typeof choice === 'number') {
    const channel = channels[choice];
    if (channel) return channel;
    throw new AudioError(
      'bad-argument',
      `channel ${choice} (counted from 0)`,
      `${channels.length} channel(s)`,
      'Choose a channel that the file has.',
    );
  }
  if (channels.length === 1) return channels[0];
  const mono = new Float32Array(frameCount(audio));
  for (const channel of channels) for (let n = 0; n < mono.length; n++) mono[n] += channel[n] / channels.length;
  return mono;
}

/** The same signal on both sides; two channels stay as they are. */
export function toStereo(audio: Audio): Audio {
  if (audio.channels.length === 2) return audio;
  const mono = toMono(audio);
  return { sampleRate: audio.sampleRate, channels: [mono, mono.slice()] };
}

/** channels[c][n] -> one array of frames [n][c]. */
export function interleave(channels: readonly Float32Array[]): Float32Array {
  if (channels.length === 1) return channels[0];
  const width = channels.length;
  const frames = new Float32Array(width * channels[0].length);
  channels.forEach((channel, c) => {
    for (let n = 0, at = c; n < channel.length; n++, at += width) frames[at] = channel[n];
  });
  return frames;
}

/** One array of frames [n][c] -> channels[c][n]. */
export function deinterleave(frames: Float32Array, channelCount: number): Float32Array[] {
  if (channelCount === 1) return [frames];
  const length = Math.floor(frames.length / channelCount);
  return Array.from({ length: channelCount }, (_, c) => {
    const channel = new Float32Array(length);
    for (let n = 0, at = c; n < length; n++, at += channelCount) channel[n] = frames[at];
    return channel;
  });
}

/** The part from `start` on, `length` samples; past the ends it is silence, so that `start` may be negative. */
export function sliceWithSilence(samples: Float32Array, start: number, length: number): Float32Array {
  const part = new Float32Array(length);
  const from = Math.max(0, start);
  const to = Math.min(samples.length, start + length);
  if (to > from) part.set(samples.subarray(from, to), from - start);
  return part;
}

export function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (let n = 0; n < samples.length; n++) peak = Math.max(peak, Math.abs(samples[n]));
  return peak;
}

/** Mean of the squares. */
export function meanSquare(samples: Float32Array): number {
  let sum = 0;
  for (let n = 0; n < samples.length; n++) sum += samples[n] * samples[n];
  return samples.length > 0 ? sum / samples.length : 0;
}

export const amplitudeToDb = (amplitude: number): number => 20 * Math.log10(Math.max(amplitude, 1e-20));
export const powerToDb = (power: number): number => 10 * Math.log10(Math.max(power, 1e-40));
export const dbToAmplitude = (levelDb: number): number => 10 ** (levelDb / 20);
