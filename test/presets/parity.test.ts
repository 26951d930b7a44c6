// The TypeScript reader against the set of test/parity, which the C++ reader passes too (test/native/preset).
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { chainValuesOf, PresetError, readPreset } from '../../presets/src/index.js';
import { parityFile, parityJson } from './fixtures.js';

test.each(parityJson('expected.json'))('$file gives the weights and the model that were put into it', (expected) => {
  const { preset, format, notices } = readPreset(parityFile(`presets/${expected.file}`), { size: expected.size });
  const { layers, settleSamples = 0, ...rest } = preset.spec;
  expect(format).toBe(expected.format);
  expect(layers).toEqual(expected.layers);
  expect({ ...rest, settleSamples, controls: preset.controls, name: preset.metadata.name ?? '' }).toEqual({
    skip: expected.skip,
    inputGainDb: expected.inputGainDb,
    outputGainDb: expected.outputGainDb,
    sampleRate: expected.sampleRate,
    settleSamples: expected.settleSamples,
    controls: expected.controls,
    name: expected.name,
  });
  expect(preset.metadata.tags ?? []).toEqual(expected.tags);
  expect(chainValuesOf(preset)).toEqual(expected.chain);
  expect(preset.weights.length).toBe(expected.weightCount);
  expect(crc32(new Uint8Array(preset.weights.buffer))).toBe(expected.weightCrc32);
  expect(preset.selfTest !== undefined).toBe(expected.selfTest);
  expect(notices.length).toBe(expected.notices);
});

test.each(parityJson('refused.json'))('refuses $name', ({ text, code }) => {
  let error: unknown;
  try {
    readPreset(text);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(PresetError);
  expect((error as PresetError).code).toBe(code);
});
