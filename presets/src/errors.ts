export type PresetErrorCode =
  | 'too-large'
  | 'not-json'
  | 'unsupported'
  | 'future-version'
  | 'invalid'
  | 'not-expressible';

const [longestValue, longestProblem] = [60, 1000];

/** A file may hold names and numbers of any length; messages do not repeat them whole. */
const shortened = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 3)}...` : text);

/** Why a preset cannot be read or written: where in the file, what was expected, what was found, what to do. */
export class PresetError extends Error {
  override readonly name = 'PresetError';

  constructor(
    readonly code: PresetErrorCode,
    /** Place in the JSON, such as `layers[0].weights[1]`; empty for the whole file. */
    readonly path: string,
    problem: string,
    hint = '',
  ) {
    super(`${shortened(path ? `${path}: ${problem}` : problem, longestProblem)}.${hint ? ` ${hint}` : ''}`);
  }
}

/** The error for a value that is not what the format asks for. */
export function mismatch(path: string, expected: string, found: unknown, hint?: string): PresetError {
  return new PresetError('invalid', path, `expected ${expected}, found ${describe(found)}`, hint);
}

/** A value in a few words, for messages. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value !== null && typeof value === 'object') return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return shortened(text, longestValue);
}
