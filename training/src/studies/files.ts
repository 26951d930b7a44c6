import { monoAudio, toMono } from '../audio/channels.js';
import { resample } from '../audio/resample.js';
import { readWav } from '../audio/wav.js';

/** A WAV file as mono, at a rate. @throws AudioError */
export async function readMono(path: string, sampleRate: number): Promise<Float32Array> {
  const audio = await readWav(path);
  const mono = monoAudio(toMono(audio), audio.sampleRate);
  return audio.sampleRate === sampleRate ? mono.channels[0] : (await resample(mono, sampleRate)).channels[0];
}
