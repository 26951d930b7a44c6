/** A mistake of the caller's, not of the program's: `message` says what was expected, what was found, what to do. */
export class UserError extends Error {
  override name = 'UserError';
}
