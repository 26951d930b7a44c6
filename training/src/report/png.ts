/** PNG pictures with a palette of 256 colours, as data URIs (RFC 2083: signature, IHDR, PLTE, IDAT, IEND). */
import { crc32, deflateSync } from 'node:zlib';

/** 256 colours of 3 bytes. */
export type Palette = Uint8Array;

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** @param pixels rows from the top, one palette index each */
export function encodePng(pixels: Uint8Array, width: number, height: number, palette: Palette): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // 8 bits, palette, deflate, adaptive filters, not interlaced
  const rows = Buffer.alloc(height * (width + 1));
  for (let row = 0; row < height; row++)
    rows.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** Colours between the given stops, evenly spaced. */
export function gradient(stops: readonly (readonly [number, number, number])[]): Palette {
  const palette = new Uint8Array(768);
  for (let i = 0; i < 256; i++) {
    const position = (i / 255) * (stops.length - 1);
    const from = Math.min(stops.length - 2, Math.floor(position));
    for (let c = 0; c < 3; c++)
      palette[3 * i + c] = Math.round(stops[from][c] + (position - from) * (stops[from + 1][c] - stops[from][c]));
  }
  return palette;
}
