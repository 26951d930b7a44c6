/** Impulse responses of cabinets and rooms behind a model, as the plugin plays them. */

import { AudioError } from './audioError.js';
import { type Audio, meanSquare } from './channels.js';
import { convolve } from './convolve.js';
import { resample } from './resample.js';

/** At another rate with the same frequency response, scaled so that white noise keeps its level, by the loudest channel. */
async function ready(response: Audio, sampleRate: number): Promise<Float32Array[]> {
  const { channels } = await resample(response, sampleRate);
  const energy = Math.max(...channels.map((channel) => meanSquare(channel) * channel.length));
  if (!(energy > 0))
    throw new AudioError('empty', 'an impulse response', 'silence', 'Choose another file for the cabinet.');
  return channels.map((channel) => channel.map((x) => x / Math.sqrt(energy)));
}

/** Channel by channel, and on for as long as the response rings. A response of two channels makes a mono signal stereo. */
export async function throughCabinet(audio: Audio, response: Audio): Promise<Audio> {
  const { sampleRate, channels } = audio;
  const responses = await ready(response, sampleRate);
  const count = Math.max(channels.length, Math.min(2, responses.length));
  const convolved = Array.from({ length: count }, (_, c) =>
    convolve(channels[Math.min(c, channels.length - 1)], responses[Math.min(c, responses.length - 1)]),
  );
  return { sampleRate, channels: convolved };
}
