/**
 * Samples between WAV bytes (little-endian) and floats. One row per way of storing a number; integers of n bits are scaled by 2^(n-1), so that
 * a file written and read again is bit-exact. Typed arrays do the work: a minute of mono converts in a few milliseconds.
 */

export type BitDepth = '8' | '16' | '24' | '32' | '32f' | '64f';

interface SampleCodec {
  bytes: number;
  float: boolean;
  /** Bytes from `start`, `count` numbers (all channels) -> floats. */
  decode(bytes: Uint8Array, start: number, count: number): Float32Array;
  /** Floats -> bytes; integers are rounded and limited to full scale. */
  encode(samples: Float32Array): Uint8Array;
}

/** A copy, since WAV data may start at any byte and typed arrays must be aligned. (A Buffer's own `slice` does not copy.) */
const alignedCopy = (bytes: Uint8Array, start: number, length: number): ArrayBuffer =>
  new Uint8Array(bytes.subarray(start, start + length)).buffer;

const bytesOf = (array: Float32Array | Float64Array | Int16Array | Int32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

function scaled(integers: ArrayLike<number>, scale: number, offset = 0): Float32Array {
  const samples = new Float32Array(integers.length);
  for (let n = 0; n < samples.length; n++) samples[n] = (integers[n] - offset) * scale;
  return samples;
}

function rounded<T extends { [n: number]: number }>(samples: Float32Array, into: T, bits: number, offset = 0): T {
  const fullScale = 2 ** (bits - 1);
  for (let n = 0; n < samples.length; n++) {
    const value = Math.round(samples[n] * fullScale);
    into[n] = Math.max(-fullScale, Math.min(fullScale - 1, value)) + offset;
  }
  return into;
}

function decode24(bytes: Uint8Array, start: number, count: number): Float32Array {
  const samples = new Float32Array(count);
  for (let n = 0, at = start; n < count; n++, at += 3) {
    // The sign comes with the top byte, shifted to the top of 32 bits.
    samples[n] = ((bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16)) << 8) / 2 ** 31;
  }
  return samples;
}

function encode24(samples: Float32Array): Uint8Array {
  const integers = rounded(samples, new Int32Array(samples.length), 24);
  const bytes = new Uint8Array(3 * samples.length);
  for (let n = 0, at = 0; n < integers.length; n++, at += 3) {
    bytes[at] = integers[n];
    bytes[at + 1] = integers[n] >> 8;
    bytes[at + 2] = integers[n] >> 16;
  }
  return bytes;
}

export const SAMPLE_CODECS: Record<BitDepth, SampleCodec> = {
  // 8-bit WAV is unsigned: silence is 128.
  '8': {
    bytes: 1,
    float: false,
    decode: (bytes, start, count) => scaled(bytes.subarray(start, start + count), 2 ** -7, 128),
    encode: (samples) => rounded(samples, new Uint8Array(samples.length), 8, 128),
  },
  '16': {
    bytes: 2,
    float: false,
    decode: (bytes, start, count) => scaled(new Int16Array(alignedCopy(bytes, start, 2 * count)), 2 ** -15),
    encode: (samples) => bytesOf(rounded(samples, new Int16Array(samples.length), 16)),
  },
  '24': { bytes: 3, float: false, decode: decode24, encode: encode24 },
  '32': {
    bytes: 4,
    float: false,
    decode: (bytes, start, count) => scaled(new Int32Array(alignedCopy(bytes, start, 4 * count)), 2 ** -31),
    encode: (samples) => bytesOf(rounded(samples, new Int32Array(samples.length), 32)),
  },
  '32f': {
    bytes: 4,
    float: true,
    decode: (bytes, start, count) => new Float32Array(alignedCopy(bytes, start, 4 * count)),
    encode: bytesOf,
  },
  '64f': {
    bytes: 8,
    float: true,
    decode: (bytes, start, count) => Float32Array.from(new Float64Array(alignedCopy(bytes, start, 8 * count))),
    encode: (samples) => bytesOf(Float64Array.from(samples)),
  },
};
