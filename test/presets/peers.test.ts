// Models of other projects, where the recordings are present: TONEWRIGHT_DATA, or ../shared/data beside the project.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { readPreset } from '../../presets/src/index.js';
import { parityJson } from './fixtures.js';

const data = process.env.TONEWRIGHT_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));

for (const { file, weightCount, weightCrc32, skip } of parityJson('peers.json')) {
  const path = join(data, file);
  // A skipped test is listed as such.
  test.skipIf(!existsSync(path))(`${file} gives what the C++ reader finds`, () => {
    const { preset } = readPreset(readFileSync(path));
    expect(preset.weights.length).toBe(weightCount);
    expect(crc32(new Uint8Array(preset.weights.buffer))).toBe(weightCrc32);
    expect(preset.spec.skip).toBe(skip);
  });
}
