/** The binary meter frame of the bridge. */
import type { ChannelLevel } from '../design/levels.js';

const HEADER_BYTES = 16;
const CHANNEL_BYTES = 16;

export interface MeterFrame {
  /** Hz, of the host. */
  sampleRate: number;
  /** Share of the time that a block lasts. */
  cpu: number;
  input: ChannelLevel[];
  output: ChannelLevel[];
  /** Bin `k` lies at `k * sampleRate / (2 * length)` Hz and is -0.5 dB times the byte. */
  spectrum: Uint8Array;
}

/** Undefined for a frame of another version, or one that is cut off. */
export function readFrame(bytes: ArrayBuffer): MeterFrame | undefined {
  const view = new DataView(bytes);
  if (view.byteLength < HEADER_BYTES || view.getUint8(0) !== 1) return undefined;
  const channels = view.getUint8(1);
  const clips = view.getUint8(2);
  const bins = view.getUint32(4, true);
  const start = HEADER_BYTES + channels * CHANNEL_BYTES;
  if (view.byteLength < start + bins) return undefined;
  const at = (channel: number, field: number) =>
    view.getFloat32(HEADER_BYTES + channel * CHANNEL_BYTES + 4 * field, true);
  const side = (first: number, shift: number) =>
    Array.from({ length: channels }, (_, channel) => ({
      peak: at(channel, first),
      rms: at(channel, first + 1),
      clipped: ((clips >> (shift + channel)) & 1) === 1,
    }));
  return {
    sampleRate: view.getFloat32(8, true),
    cpu: view.getFloat32(12, true),
    input: side(0, 0),
    output: side(2, 2),
    spectrum: new Uint8Array(bytes, start, bins),
  };
}
