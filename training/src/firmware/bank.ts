import { crc32 } from 'node:zlib';
import { chainParameters, controlPlace, type Preset } from '@tonewright/presets';
import { alignUp, type Cost } from './cost.js';

/** A preset on its way to a pedal. */
export interface PedalPreset {
  /** At most 31 bytes of UTF-8 are kept. */
  name: string;
  preset: Preset;
  /** The weights image, or what packImage makes of it. */
  image: Uint8Array;
  isPacked: boolean;
  /** What weights of 16 bits change for a guitar: the power of the difference over that of the output, in dB. */
  weightsErrorDb?: number;
  cost: Cost;
}

export const maxPresets = 16;
export const maxControls = 8;

const nameBytes = 32;
const controlNameBytes = 12;
const entryBytes = nameBytes + 4 * 6 + maxControls * controlNameBytes + 4 * chainParameters.length + 12;

/** As much of a text as fits into `bytes` with a zero behind it, cut between characters. */
function shortened(text: string, bytes: number): Uint8Array {
  let short = text;
  while (Buffer.byteLength(short) >= bytes) short = [...short].slice(0, -1).join('');
  return Buffer.from(short);
}

/** What the chain and the preset's own knobs start with, in the order of the table. */
function startValues({ chain = {}, controls = [] }: Preset): number[] {
  const places = controls.map((control) => controlPlace(control, control.default));
  return chainParameters.map(({ id, default: initial }) => {
    const knob = /^knob(\d)$/.exec(id);
    return (knob ? places[Number(knob[1]) - 1] : chain[id]) ?? initial;
  });
}

/** The bytes that firmware/pedal/bank.hpp reads. `cabinet`: an impulse response at `sampleRate`, or nothing. */
export function writeBank(presets: PedalPreset[], sampleRate: number, cabinet: Float32Array): Uint8Array {
  const directoryBytes = 64 + presets.length * entryBytes;
  let end = alignUp(directoryBytes);
  const place = (bytes: number) => {
    const start = end;
    end = alignUp(end + bytes);
    return start;
  };
  const images = presets.map(({ image }) => place(image.length));
  const cabinetPlace = place(4 * cabinet.length);
  const bytes = new Uint8Array(end);
  const view = new DataView(bytes.buffer);
  const table = crc32(Buffer.from(chainParameters.map(({ id }) => id).join('')));
  const header = [0x4b425754, 1, end, 0, presets.length, entryBytes, table];
  for (const [i, word] of header.entries()) view.setUint32(4 * i, word, true);
  view.setFloat32(28, sampleRate, true);
  view.setUint32(32, cabinetPlace, true);
  view.setUint32(36, cabinet.length, true);
  for (const [i, { name, preset, image, isPacked, cost }] of presets.entries()) {
    const controls = (preset.controls ?? []).slice(0, maxControls);
    let at = 64 + i * entryBytes;
    bytes.set(shortened(name, nameBytes), at);
    at += nameBytes;
    for (const word of [images[i], image.length, isPacked ? 1 : 0, cost.cyclesPerSample]) {
      view.setUint32(at, word, true);
      at += 4;
    }
    view.setFloat32(at, preset.metadata?.loudness ?? Number.NaN, true);
    view.setUint32(at + 4, controls.length, true);
    at += 8;
    for (const [k, control] of controls.entries())
      bytes.set(shortened(control.name, controlNameBytes), at + k * controlNameBytes);
    at += maxControls * controlNameBytes;
    for (const value of startValues(preset)) {
      view.setFloat32(at, value, true);
      at += 4;
    }
    bytes.set(image, images[i]);
  }
  for (const [i, tap] of cabinet.entries()) view.setFloat32(cabinetPlace + 4 * i, tap, true);
  view.setUint32(12, crc32(bytes.subarray(16, directoryBytes)), true);
  return bytes;
}
