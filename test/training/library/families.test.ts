// The plugin's library says the same of a model (test/plugin/library/family.test.cpp reads the same list).
import { readFileSync } from 'node:fs';
import { NativeModel } from '@tonewright/addon';
import { readPreset } from '@tonewright/presets';
import { expect, test } from 'vitest';
import { familyOf } from '../../../training/src/model/family.js';

const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url));
const list: { file: string; family: string; cost: number }[] = JSON.parse(
  file('plugin/library/families.json').toString(),
);

test.each(list)('$file is a $family of $cost multiply-adds', (expected) => {
  const { preset } = readPreset(file(`parity/presets/${expected.file}`));
  expect(familyOf(preset.spec)).toBe(expected.family);
  expect(NativeModel.create(preset.spec, preset.weights).info.macsPerSample).toBe(expected.cost);
});
