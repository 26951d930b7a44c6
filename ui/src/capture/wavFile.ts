import type { Recorded } from './tape.js';

const FLOAT = 3;
const HEADER_BYTES = 58;

/** A mono WAV file of 32-bit floats, which keeps every bit: parts, never joined in memory. */
export function wavFile({ sampleRate, chunks, frames }: Recorded): Blob {
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  const text = (at: number, letters: string) => {
    for (let i = 0; i < letters.length; i++) header.setUint8(at + i, letters.charCodeAt(i));
  };
  text(0, 'RIFF');
  header.setUint32(4, HEADER_BYTES - 8 + 4 * frames, true);
  text(8, 'WAVEfmt ');
  header.setUint32(16, 18, true);
  header.setUint16(20, FLOAT, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, sampleRate, true);
  header.setUint32(28, 4 * sampleRate, true);
  header.setUint16(32, 4, true);
  header.setUint16(34, 32, true);
  text(38, 'fact');
  header.setUint32(42, 4, true);
  header.setUint32(46, frames, true);
  text(50, 'data');
  header.setUint32(54, 4 * frames, true);
  return new Blob([header, ...chunks], { type: 'audio/wav' }); // all machines with browsers are little-endian
}
