// What a reader accepts at most, so that a hostile or broken file ends in a message and not in a full memory.
// native/preset/limits.hpp holds the same numbers; format.md lists them for people.

export const limits = {
  fileBytes: 32 * 1024 * 1024,
  nesting: 64,
  /** Fields of one JSON object. */
  members: 256,
  /** Arrays and objects of one file. */
  containers: 1_000_000,
  layers: 1024,
  /** Inputs of a model: the audio and its controls. */
  inputs: 16,
  /** Inputs or outputs of one layer. */
  units: 1024,
  /** Taps of one convolution or pool. */
  taps: 65_536,
  /** Samples back that the longest path through the layers reaches: the sum of (taps - 1) * dilation. */
  history: 1_048_576,
  /** Past samples that all layers keep together, in floats: the sum of (taps - 1) * dilation * inputs. */
  historyFloats: 16_777_216,
  /** Floats of all tensors. */
  weights: 16_777_216,
  settleSamples: 1_048_576,
  /** Multiply-adds before the audio, which settling and the self-test take: some seconds. */
  startWork: 34_359_738_368,
  selfTestSamples: 65_536,
} as const;
