/** What can be wrong with an audio file or its samples. */
export type AudioErrorCode =
  | 'missing-file'
  | 'unreadable-file'
  | 'not-wav'
  | 'unsupported-codec'
  | 'truncated'
  | 'empty'
  | 'not-finite'
  | 'bad-argument';

/** Audio that cannot be used: what was expected, what was found, what to do. */
export class AudioError extends Error {
  override readonly name = 'AudioError';
  constructor(
    readonly code: AudioErrorCode,
    readonly expected: string,
    readonly found: string,
    readonly advice: string,
    options?: ErrorOptions,
  ) {
    super(`Expected ${expected}; found ${found}. ${advice}`, options);
  }
}
