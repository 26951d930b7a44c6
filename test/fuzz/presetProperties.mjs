// What must hold for any bytes whatever; the same for the fuzzer and for the suite's short round.
import assert from 'node:assert/strict';

/**
 * Reads `text` with the reader of package `presets`: a typed error, or a preset that keeps its promises and comes back
 * the same from a file of its own. Returns the verdict: the error's code or the preset.
 */
export function checkReader({ readPreset, writePreset, writeFormats, weightCount, PresetError }, text) {
  let result;
  try {
    result = readPreset(text);
  } catch (error) {
    assert.ok(error instanceof PresetError, `a reader's error must be a PresetError: ${error?.stack}`);
    return { code: error.code };
  }
  const { preset } = result;
  assert.equal(preset.weights.length, weightCount(preset.spec));
  assert.ok(preset.weights.every(Number.isFinite));
  assert.equal(preset.controls.length, preset.spec.layers[0].inputs - 1);
  // A bare state_dict may have several outputs, a preset has one.
  if (preset.spec.layers.at(-1).outputs > 1) return { preset };
  // The writer leaves out a metadata.samplerate that contradicts the preset's.
  const { samplerate, ...metadata } = preset.metadata;
  const written = { ...preset, metadata };
  assert.deepEqual(readPreset(writePreset(written)).preset, written);
  for (const format of writeFormats) checkWriter({ readPreset, writePreset, PresetError }, preset, format);
  return { preset };
}

/** A preset is written in a format and read again, or refused by a typed error. */
function checkWriter({ readPreset, writePreset, PresetError }, preset, format) {
  let text;
  try {
    text = writePreset(preset, format);
  } catch (error) {
    assert.ok(error instanceof PresetError, `a writer's error must be a PresetError: ${error?.stack}`);
    return;
  }
  assert.equal(readPreset(text).format, format);
}
