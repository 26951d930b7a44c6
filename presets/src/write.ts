import { describe, PresetError } from './errors.js';
import { weightCount } from './parameters.js';
import { readPreset } from './read.js';
import type { Preset, WriteFormat } from './types.js';
import { writeNam } from './writers/nam.js';
import { writePytorch } from './writers/pytorch.js';
import { writeAidaX, writeRtneural, writeTonewright } from './writers/sequential.js';

const writers: Record<WriteFormat, (preset: Preset) => string> = {
  tonewright: writeTonewright,
  rtneural: writeRtneural,
  'aida-x': writeAidaX,
  pytorch: writePytorch,
  nam: writeNam,
};

/** The formats that presets are written in. */
export const writeFormats = Object.keys(writers) as WriteFormat[];

/**
 * The text of a preset file. 'tonewright' says everything; the others lose the names of the controls and the chain.
 * Throws PresetError when the format cannot say what the preset sounds like, or when the preset is not valid.
 */
export function writePreset(preset: Preset, format: WriteFormat = 'tonewright'): string {
  checkWeights(preset);
  if (!Object.hasOwn(writers, format)) throw new PresetError('not-expressible', '', `no format ${describe(format)}`);
  const { outputs } = preset.spec.layers.at(-1) ?? { outputs: 1 };
  if (outputs > 1) {
    const problem = `a preset has one output, this model has ${outputs}`;
    throw new PresetError('not-expressible', '', problem, 'Export the model with the audio output alone.');
  }
  const text = `${writers[format](preset)}\n`;
  // What is written can be read: the reader holds every rule of the format.
  readPreset(text);
  return text;
}

function checkWeights({ spec, weights }: Preset): void {
  const expected = weightCount(spec);
  if (weights.length !== expected) {
    throw new PresetError('invalid', 'weights', `expected ${expected} floats, found ${weights.length}`);
  }
  const bad = weights.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const problem = `expected finite weights, found ${weights[bad]}`;
    throw new PresetError('invalid', `weights[${bad}]`, problem, 'The training diverged: lower the learning rate.');
  }
}
