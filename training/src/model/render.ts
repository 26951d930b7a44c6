import type { NativeModel } from '@tonewright/addon';
import type { Audio } from '../audio/channels.js';
import { resample } from '../audio/resample.js';

/** Plays every channel through the model, at the model's rate, and gives the result at the audio's own rate. */
export async function renderAudio(model: NativeModel, audio: Audio, controls: number[]): Promise<Audio> {
  const dry = await resample(audio, model.info.sampleRate);
  const channels = await Promise.all(dry.channels.map((channel) => model.process(channel, controls)));
  return resample({ sampleRate: dry.sampleRate, channels }, audio.sampleRate);
}
