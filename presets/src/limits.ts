// What a reader accepts at most, so that a hostile or broken file ends in a message and not in a full memory.
// native/preset/limits.hpp holds the same numbers; format.md lists them for people.

export const limits = {
  fileBytes: 32 * 1024 * 1024,
  nesting: 64,
  /** Fields of one JSON object. */
  members: 256,
  /** Arrays and objects of one file. */
  containers: 100_000,
  layers: 64,
  /** Inputs of a model: the audio and its controls. */
  inputs: 16,
  /** Inputs or outputs of one layer. */
  units: 1024,
  selfTestSamples: 65_536,
} as const;
