/** Headerless unsigned 8-bit PCM, mono, silence at 128: what small hardware and old samplers exchange. */
import { readFile } from 'node:fs/promises';
import { atomicWrite } from '../io/atomicWrite.js';
import { AudioError } from './audioError.js';
import { type Audio, monoAudio, toMono } from './channels.js';
import { SAMPLE_CODECS } from './sampleCodecs.js';

/** The file does not know its sample rate. @throws {AudioError} missing-file or empty. */
export async function readRawPcm8(path: string, sampleRate: number): Promise<Audio> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new AudioError('missing-file', `a raw 8-bit file at ${path}`, cause.message, 'Check the path.', { cause });
  });
  if (bytes.length === 0)
    throw new AudioError('empty', `samples in ${path}`, '0 bytes', 'Record or export the file again.');
  return monoAudio(SAMPLE_CODECS['8'].decode(bytes, 0, bytes.length), sampleRate);
}

/** Several channels are mixed to one. @throws {WriteError} */
export async function writeRawPcm8(path: string, audio: Audio): Promise<void> {
  await atomicWrite(path, SAMPLE_CODECS['8'].encode(toMono(audio)));
}
