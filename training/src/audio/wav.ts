/** WAV files: `wavefile` knows the container, `sampleCodecs` the numbers in it. */
import { readFile } from 'node:fs/promises';
import wavefile from 'wavefile';
import { atomicWrite, type FillFile } from '../io/atomicWrite.js';
import { AudioError } from './audioError.js';
import { type Audio, deinterleave, frameCount, interleave } from './channels.js';
import { type BitDepth, SAMPLE_CODECS } from './sampleCodecs.js';

export type { Audio } from './channels.js';
export type { BitDepth } from './sampleCodecs.js';

/** The fields of wavefile's untyped objects that are used here. */
interface WavHeader {
  fmt: { audioFormat: number; numChannels: number; sampleRate: number; bitsPerSample: number; subformat: number[] };
  ds64: { dataSizeHigh: number; dataSizeLow: number };
}

interface DataChunk {
  start: number;
  declaredBytes: number;
}

const FORMAT_NAMES: Record<number, string> = {
  2: 'Microsoft ADPCM',
  6: 'A-law',
  7: 'mu-law',
  17: 'IMA ADPCM',
  80: 'MPEG',
  85: 'MP3',
};
const PCM = 1;
const IEEE_FLOAT = 3;
const EXTENSIBLE = 0xfffe;
/** What streaming writers and RF64 put where the length does not fit or is not known. */
const UNKNOWN_LENGTH = 0xffffffff;

/**
 * Finds the samples. wavefile gets the bytes before them only: it would walk through a data chunk whose declared length is 0, as a crashed recorder
 * leaves it, as if it were millions of chunks.
 */
function findDataChunk(bytes: Buffer): DataChunk | undefined {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === 'data') return { start: at + 8, declaredBytes: length };
    at += 8 + length + (length % 2);
  }
  return undefined;
}

function notWav(path: string, found: string, cause?: unknown): AudioError {
  return new AudioError(
    'not-wav',
    `a WAV file (RIFF or RF64) at ${path}`,
    found,
    'Export the recording as WAV and try again.',
    {
      cause,
    },
  );
}

function parseHeader(bytes: Buffer, path: string): { header: WavHeader; data: DataChunk } {
  const magic = bytes.toString('latin1', 0, 4);
  if (bytes.length < 12 || (magic !== 'RIFF' && magic !== 'RF64') || bytes.toString('latin1', 8, 12) !== 'WAVE') {
    const start = magic.replace(/[^\x20-\x7e]/g, '.');
    throw notWav(path, bytes.length === 0 ? 'an empty file' : `a file that begins with '${start}'`);
  }
  const data = findDataChunk(bytes);
  if (!data) throw notWav(path, 'no data chunk');
  const file = new wavefile.WaveFile();
  try {
    file.fromBuffer(bytes.subarray(0, data.start), false);
  } catch (cause) {
    throw notWav(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
  const header = file as unknown as WavHeader;
  if (magic === 'RF64' && data.declaredBytes === UNKNOWN_LENGTH) {
    data.declaredBytes = header.ds64.dataSizeHigh * 2 ** 32 + header.ds64.dataSizeLow;
  }
  return { header, data };
}

function bitDepthOf({ fmt }: WavHeader, path: string): BitDepth {
  // An extensible header carries the real format in the first bytes of a GUID.
  const format = fmt.audioFormat === EXTENSIBLE ? (fmt.subformat[0] ?? 0) & 0xffff : fmt.audioFormat;
  const depth = `${fmt.bitsPerSample}${format === IEEE_FLOAT ? 'f' : ''}`;
  if ((format === PCM || format === IEEE_FLOAT) && depth in SAMPLE_CODECS) return depth as BitDepth;
  const name = format === PCM ? 'PCM' : format === IEEE_FLOAT ? 'float' : (FORMAT_NAMES[format] ?? `format ${format}`);
  throw new AudioError(
    'unsupported-codec',
    `PCM of 8, 16, 24 or 32 bits or float of 32 or 64 bits in ${path}`,
    `${name}, ${fmt.bitsPerSample} bits`,
    'Convert the file to 24-bit PCM or 32-bit float.',
  );
}

function checkLength(path: string, declared: number, present: number, frameBytes: number): number {
  if (declared === 0 && present === 0) {
    throw new AudioError('empty', `samples in ${path}`, '0 samples', 'Record or export the file again.');
  }
  if (declared > present || declared === 0) {
    const frames = (bytes: number) => Math.floor(bytes / frameBytes);
    const expected =
      declared === UNKNOWN_LENGTH || declared === 0 ? 'a finished WAV file' : `${frames(declared)} samples`;
    throw new AudioError(
      'truncated',
      `${expected} in ${path}`,
      `${frames(present)} samples${declared === 0 ? ' behind a header that says 0' : ''}`,
      'The file was cut off or the recorder did not close it: copy or export it again.',
    );
  }
  return Math.floor(declared / frameBytes);
}

/** @throws {AudioError} not-finite, naming the first bad sample. */
function checkFinite(samples: Float32Array, what: string): void {
  // NaN and infinity are the only floats for which x - x is not 0, and they stick in a sum: the common case needs no branch per sample.
  let poison = 0;
  for (let n = 0; n < samples.length; n++) poison += samples[n] - samples[n];
  if (poison === 0) return;
  const at = samples.findIndex((sample) => !Number.isFinite(sample));
  throw new AudioError(
    'not-finite',
    `finite samples in ${what}`,
    `${samples[at]} at sample ${at}`,
    'The file is damaged or came out of an unstable plugin: export it again.',
  );
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      throw new AudioError('missing-file', `a WAV file at ${path}`, 'no such file', 'Check the path.', { cause });
    }
    const advice =
      code === 'EISDIR' ? 'Give the name of a file, not of a folder.' : 'Check the file and its permissions.';
    throw new AudioError('unreadable-file', `a readable WAV file at ${path}`, message, advice, { cause });
  }
}

/** Decodes a WAV file held in memory; `path` is for messages. Errors as `readWav`. */
export function decodeWav(bytes: Buffer, path = 'the WAV data'): Audio & { bitDepth: BitDepth } {
  const { header, data } = parseHeader(bytes, path);
  const bitDepth = bitDepthOf(header, path);
  const { numChannels, sampleRate } = header.fmt;
  if (numChannels < 1 || sampleRate < 1) throw notWav(path, `${numChannels} channels at ${sampleRate} Hz`);
  const codec = SAMPLE_CODECS[bitDepth];
  const frames = checkLength(path, data.declaredBytes, bytes.length - data.start, codec.bytes * numChannels);
  if (frames === 0)
    throw new AudioError('empty', `samples in ${path}`, '0 samples', 'Record or export the file again.');
  const channels = deinterleave(codec.decode(bytes, data.start, frames * numChannels), numChannels);
  if (codec.float) for (const channel of channels) checkFinite(channel, path);
  return { sampleRate, channels, bitDepth };
}

/**
 * Reads a WAV file: PCM of 8, 16, 24, 32 bits, float of 32, 64 bits, also extensible and RF64.
 * @throws {AudioError} missing-file, unreadable-file, not-wav, unsupported-codec, truncated (a data chunk shorter than declared), empty, not-finite.
 */
export async function readWav(path: string): Promise<Audio & { bitDepth: BitDepth }> {
  return decodeWav(await readBytes(path), path);
}

/** The header, the samples and a pad byte where there must be one: parts, so that a long recording is not copied once more. */
function wavParts(audio: Audio, bitDepth: BitDepth): Uint8Array[] {
  if (frameCount(audio) === 0) {
    throw new AudioError('empty', 'samples to write', '0 samples', 'Check the step that made this signal.');
  }
  for (const channel of audio.channels) checkFinite(channel, 'the signal to write');
  const file = new wavefile.WaveFile();
  file.fromScratch(audio.channels.length, audio.sampleRate, bitDepth === '64f' ? '64' : bitDepth, []);
  const header = file.toBuffer();
  const samples = SAMPLE_CODECS[bitDepth].encode(interleave(audio.channels));
  const padding = new Uint8Array(samples.length % 2);
  const fields = new DataView(header.buffer, header.byteOffset, header.length);
  fields.setUint32(4, header.length - 8 + samples.length + padding.length, true);
  fields.setUint32(header.length - 4, samples.length, true);
  return [header, samples, padding];
}

/** A WAV file in memory. Integer depths round and limit to full scale; 32f (the default) keeps every bit. Errors as `writeWav`. */
export function encodeWav(audio: Audio, bitDepth: BitDepth = '32f'): Uint8Array {
  return Buffer.concat(wavParts(audio, bitDepth));
}

export interface WriteWavOptions {
  bitDepth?: BitDepth;
  /** For tests that make the disk fail. */
  fill?: FillFile;
}

/**
 * Writes a WAV file as a whole or not at all.
 * @throws {AudioError} empty, not-finite. @throws {WriteError} disk full, no permission, ...
 */
export async function writeWav(path: string, audio: Audio, options: WriteWavOptions = {}): Promise<void> {
  await atomicWrite(path, wavParts(audio, options.bitDepth ?? '32f'), options.fill);
}
