// From bytes to a JSON object, with everything refused that is too large, too deep or not JSON.
import { describe, mismatch, PresetError } from './errors.js';
import { limits } from './limits.js';

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Parses a preset file. Throws PresetError before it parses when the file is over a limit. */
export function parseDocument(source: Uint8Array | string): JsonObject {
  if (source.length > limits.fileBytes) {
    const expected = `at most ${limits.fileBytes} bytes`;
    throw new PresetError('too-large', '', `expected ${expected}, found ${source.length}`, 'This is no preset file.');
  }
  refuseBinary(source);
  const text = typeof source === 'string' ? source : decode(source);
  checkStructure(text);
  const document = parse(text);
  refuseInfinite(document, '');
  if (!isObject(document)) throw mismatch('', 'a JSON object', document, 'This is no preset file.');
  return document;
}

/** A .namb file, which begins with the letters NAMB as a little-endian number. */
function refuseBinary(source: Uint8Array | string): void {
  const first = typeof source === 'string' ? source.slice(0, 4) : String.fromCharCode(...source.subarray(0, 4));
  if (first !== 'BMAN') return;
  throw new PresetError('unsupported', '', '.namb files are not supported', 'Open the .nam file that it was made of.');
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new PresetError('not-json', '', 'expected UTF-8 text, found other bytes', 'Save the file as UTF-8 JSON.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const notANumber = /(?<![\w"])-?(NaN|Infinity)(?![\w"])/.exec(text);
    if (notANumber) {
      const problem = `expected numbers, found ${notANumber[0]} at character ${notANumber.index}`;
      throw new PresetError('not-json', '', problem, 'The training diverged: export the model of a run that did not.');
    }
    const reason = error instanceof Error ? error.message : describe(error);
    throw new PresetError('not-json', '', `expected JSON, found a syntax error (${reason})`, 'Is the file cut off?');
  }
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket, colon] = [...'"\\{}[]:'].map((c) =>
  c.charCodeAt(0),
);

/** JSON.parse makes Infinity of 1e999, which would go on as null. */
function refuseInfinite(value: unknown, path: string): void {
  if (value === Infinity || value === -Infinity) {
    throw new PresetError('not-json', path, 'expected a number that a double can hold, found a larger one');
  }
  if (Array.isArray(value)) {
    // Nearly all of a large file is numbers in arrays: no path and no call for those that are well.
    for (let i = 0; i < value.length; i++) if (!Number.isFinite(value[i])) refuseInfinite(value[i], `${path}[${i}]`);
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) refuseInfinite(item, path ? `${path}.${key}` : key);
  }
}

/** Counts nesting, containers and fields in one pass over the text, before anything is built from it. */
function checkStructure(text: string): void {
  const members = new Uint32Array(limits.nesting + 1);
  let depth = 0;
  let containers = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === backslash) i++;
      else if (code === quote) inString = false;
    } else if (code === quote) {
      inString = true;
    } else if (code === openBrace || code === openBracket) {
      if (++depth > limits.nesting) throw tooMuch(`${limits.nesting} levels of nesting`);
      if (++containers > limits.containers) throw tooMuch(`${limits.containers} arrays and objects`);
      members[depth] = 0;
    } else if (code === closeBrace || code === closeBracket) {
      depth = Math.max(0, depth - 1);
    } else if (code === colon && ++members[depth] > limits.members) {
      throw tooMuch(`${limits.members} fields in one object`);
    }
  }
}

function tooMuch(limit: string): PresetError {
  return new PresetError('too-large', '', `expected at most ${limit}, found more`, 'This is no preset file.');
}
