import { UserError } from '../../../errors.js';

const magic = 'tonewright-tfjs-1';

/** Numbers and arrays of a training, all that changes while it runs. */
export interface State {
  numbers: Record<string, number>;
  arrays: Record<string, Float32Array>;
}

/** One line of JSON, then the arrays' floats, little-endian. */
export function writeState({ numbers, arrays }: State): Uint8Array {
  const sizes = Object.entries(arrays).map(([name, { length }]) => [name, length]);
  const parts = Object.values(arrays).map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  return new Uint8Array(Buffer.concat([Buffer.from(`${JSON.stringify({ magic, numbers, sizes })}\n`), ...parts]));
}

/** @throws UserError when the bytes are damaged or of another back end */
export function readState(bytes: Uint8Array): State {
  const wrong = new UserError('The checkpoint is damaged or of another back end. Start without --resume.');
  const end = bytes.indexOf(10);
  let head: { magic?: string; numbers: State['numbers']; sizes: [string, number][] };
  try {
    head = JSON.parse(Buffer.from(bytes.subarray(0, Math.max(0, end))).toString());
  } catch {
    throw wrong;
  }
  if (head.magic !== magic) throw wrong;
  const floats = new Float32Array(bytes.slice(end + 1).buffer.slice(0, Math.floor((bytes.length - end - 1) / 4) * 4));
  const arrays: State['arrays'] = {};
  let at = 0;
  for (const [name, length] of head.sizes) {
    arrays[name] = floats.slice(at, at + length);
    at += length;
  }
  if (at * 4 !== bytes.length - end - 1) throw wrong;
  return { numbers: head.numbers, arrays };
}
