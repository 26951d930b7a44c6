import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** What each room may use besides itself: the house of the design, where arrows only point down. */
const rooms: Record<string, string[]> = {
  'native/engine': [],
  presets: [],
  'native/preset': ['native/engine', 'presets'],
  'native/training': ['native/engine'],
  'native/rate': ['native/engine'],
  'native/rtneural': ['native/engine', 'native/preset', 'native/training'],
  'native/playable': ['native/engine', 'native/preset', 'native/rate', 'native/rtneural'],
  'native/addon': ['native/engine', 'native/preset', 'native/training', 'native/rate', 'native/playable'],
  'native/wasm': ['native/engine', 'native/preset'],
  training: ['native/addon', 'presets'],
  'training/shared': [],
  ui: ['native/wasm', 'presets', 'training/shared'],
  'firmware/pedal': ['native/engine', 'presets'],
  'firmware/boards': ['native/engine', 'firmware/pedal'],
  'plugin/library': ['native/engine', 'native/preset'],
  'plugin/bridge': ['native/engine'],
  'plugin/sound': ['native/engine', 'native/preset', 'native/rate', 'native/playable'],
  'plugin/session': ['native/engine', 'native/preset', 'native/rate', 'native/playable', 'plugin/sound'],
  'plugin/processor': [
    'native/engine',
    'native/preset',
    'native/rate',
    'native/playable',
    'plugin/library',
    'plugin/sound',
    'plugin/session',
  ],
  'plugin/editor': [
    'native/engine',
    'native/preset',
    'plugin/library',
    'plugin/bridge',
    'plugin/sound',
    'plugin/session',
    'plugin/processor',
    'plugin/webview',
  ],
  'plugin/webview': [],
  'plugin/page': ['ui'],
};

const packageRooms: Record<string, string> = {
  '@tonewright/presets': 'presets',
  '@tonewright/addon': 'native/addon',
  // What is nothing of Node: types, and arithmetic that pages share with the trainer.
  ...Object.fromEntries(
    ['studio-api', 'listening-test', 'loudness', 'random'].map((name) => [
      `@tonewright/training/${name}`,
      'training/shared',
    ]),
  ),
  '@tonewright/training': 'training',
  '@tonewright/ui': 'ui',
};

const roomOf = (path: string) => Object.keys(rooms).find((room) => path.startsWith(`${room}/`));

/** The room that `specifier`, written in `file`, leads to; undefined for libraries and for the file's own folder. */
function target(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return roomOf(normalize(join(dirname(file), specifier)));
  const name = Object.keys(packageRooms).find((known) => `${specifier}/`.startsWith(`${known}/`));
  if (name) return packageRooms[name];
  return roomOf(`native/${specifier}`) ?? roomOf(specifier);
}

/** Every use in `source` that does not point down from the room of `file`. */
function violations(file: string, source: string): string[] {
  const room = roomOf(file);
  if (!room) return [];
  const pattern = /\.[ch]pp$|\.h$/.test(file)
    ? /^\s*#\s*include\s*"([^"]+)"/gm
    : /\b(?:from|import|require)\s*\(?\s*['"]([^'"]+)['"]/g;
  return [...source.matchAll(pattern)]
    .map((match) => target(file, match[1]))
    .filter((used) => used !== undefined && used !== room && !rooms[room].includes(used))
    .map((used) => `${file} uses ${used}`);
}

test('imports and includes only point down', () => {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => /\.(ts|tsx|mjs|js|hpp|cpp|h)$/.test(file) && roomOf(file));
  expect(files.length).toBeGreaterThan(20);
  expect(files.flatMap((file) => violations(file, readFileSync(file, 'utf8')))).toEqual([]);
});

test.each([
  ['native/engine/model.hpp', '#include "training/trainer.hpp"'],
  ['native/preset/reader.cpp', '#include "training/trainer.hpp"'],
  ['plugin/sound/rig.cpp', '#include "plugin/session/state.hpp"'],
  ['presets/src/reader.ts', "import { train } from '@tonewright/training';"],
  ['presets/src/reader.ts', "import { x } from '../../training/src/x.js';"],
  ['training/src/cli.ts', "const x = await import('../../ui/src/x.js');"],
])('%s may not say %s', (file, source) => {
  expect(violations(file, source)).toHaveLength(1);
});
