/** A request that is refused, with its HTTP status; `message` says what was expected, what was found, what to do. */
export class Refusal extends Error {
  override name = 'Refusal';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
