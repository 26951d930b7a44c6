// The presets that come with the plugin: what scripts/factory.json promises of each.
import { readdirSync, readFileSync } from 'node:fs';
import { NativeModel } from '@tonewright/addon';
import { readPreset } from '@tonewright/presets';
import { expect, test } from 'vitest';
import { synthesiseGuitar } from '../../training/src/audio/guitar.js';
import { findDevice } from '../../training/src/devices/devices.js';
import { esr } from '../../training/src/metrics/errors.js';
import { describeArchitecture } from '../../training/src/model/architecture.js';

interface Row {
  file: string;
  device: string;
  set: Record<string, number>;
  knob?: { id: string; values: number[] };
  arch: string;
  esr: number;
  name: string;
  gear: string;
  description: string;
  tags: string[];
}

const root = new URL('../../', import.meta.url);
const rows: Row[] = JSON.parse(readFileSync(new URL('scripts/factory.json', root), 'utf8'));
const folder = new URL('presets/factory/', root);
/** Neither the capture signal that they were trained on nor the guitar that they were measured with. */
const playing = synthesiseGuitar({ seconds: 6, sampleRate: 48_000, seed: 77 });

test('the folder holds the presets of the list and nothing else', () => {
  expect(readdirSync(folder).sort()).toEqual(rows.map(({ file }) => `${file}.json`).sort());
});

test.each(rows)('$name sounds like its device on other playing', async (row) => {
  const bytes = readFileSync(new URL(`${row.file}.json`, folder));
  const { preset, format, notices } = readPreset(bytes);
  const { name, gear, description, tags } = row;
  expect({ format, notices }).toEqual({ format: 'tonewright', notices: [] });
  expect(preset.metadata).toMatchObject({ name, gear, description, tags, author: 'Tonewright', license: 'CC0-1.0' });
  expect(preset.metadata.loudness).toBeLessThan(0);
  expect(preset.metadata.esr).toBeLessThan(row.esr);
  expect(preset.selfTest?.input.length).toBe(2048);
  expect(preset.controls.map(({ id }) => id)).toEqual(row.knob ? [row.knob.id] : []);
  expect(describeArchitecture(preset.spec)).toBe(row.arch);
  expect(bytes.length).toBeLessThan(100_000);
  const model = NativeModel.read(bytes); // runs the self-test
  // Between the positions that were recorded.
  for (const position of row.knob ? [0.1, 0.6, 0.9] : [undefined]) {
    const set = row.knob && position !== undefined ? { ...row.set, [row.knob.id]: position } : row.set;
    const target = findDevice(row.device).process(playing, 48_000, set);
    const output = await model.process(playing, position === undefined ? [] : [position]);
    expect(esr(target, output)).toBeLessThan(row.esr);
  }
});
