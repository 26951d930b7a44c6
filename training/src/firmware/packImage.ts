/**
 * Weights of 16 bits for a pedal, as firmware/pedal/packedImage.hpp expands them: of each layer a scale and integers.
 * The checksum is made anew of the floats that come out, so that what a pedal expands proves itself.
 */
import { crc32 } from 'node:zlib';

const headerBytes = 64;
const recordBytes = 64;

export interface PackedImage {
  packed: Uint8Array;
  /** What it expands to. */
  image: Uint8Array;
}

export function packImage(original: Uint8Array): PackedImage {
  const image = original.slice();
  const view = new DataView(image.buffer);
  const layers = view.getUint32(16, true);
  const directory = headerBytes + layers * recordBytes;
  const parts: Uint8Array[] = [];
  for (let i = 0; i < layers; i++) {
    const record = headerBytes + i * recordBytes;
    const weights = new Float32Array(
      image.buffer,
      view.getUint32(record + 20, true),
      view.getUint32(record + 24, true),
    );
    const part = new Uint8Array(4 + 4 * Math.ceil(weights.length / 2));
    const scale = Math.fround(weights.reduce((most, x) => Math.max(most, Math.abs(x)), 0) / 32767);
    const packed = new DataView(part.buffer);
    packed.setFloat32(0, scale, true);
    for (const [k, weight] of weights.entries()) {
      const whole = scale > 0 ? Math.max(-32768, Math.min(32767, Math.round(weight / scale))) : 0;
      packed.setInt16(4 + 2 * k, whole, true);
      weights[k] = Math.fround(scale * whole);
    }
    parts.push(part);
  }
  view.setUint32(12, crc32(image.subarray(16)), true);
  return { packed: Uint8Array.from(Buffer.concat([image.subarray(0, directory), ...parts])), image };
}
