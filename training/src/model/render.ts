import type { NativeModel, RateRequest } from '@tonewright/addon';
import type { Audio } from '../audio/channels.js';

/** Plays every channel through the model as a host at `playing`'s rate would, with the latency taken out. */
export async function renderAudio(
  model: NativeModel,
  { sampleRate, channels }: Audio,
  controls: number[],
  playing: RateRequest,
): Promise<Audio> {
  return {
    sampleRate,
    channels: await Promise.all(channels.map((channel) => model.process(channel, controls, playing))),
  };
}
