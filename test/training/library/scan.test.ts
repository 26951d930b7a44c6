import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { type Aside, modelFiles } from '../../../training/src/library/scan.js';
import { temporaryFolder } from '../commands/tonewright.js';

const { path, remove } = temporaryFolder();
afterAll(remove);

async function scan(folder: string): Promise<{ found: string[] } & Aside> {
  const aside: Aside = { leftOut: {}, unreadable: [] };
  const found: string[] = [];
  for await (const file of modelFiles(folder, aside)) found.push(file);
  return { found, ...aside };
}

test('model files are found by name in all folders below; others are counted by kind', async () => {
  mkdirSync(path('kinds/a/b'), { recursive: true });
  for (const name of ['one.json', 'a/TWO.NAM', 'a/b/three.aidax', 'a/x.wav', 'y.wav', 'a/._one.json', 'README'])
    writeFileSync(path(`kinds/${name}`), '');
  execFileSync('mkfifo', [path('kinds/pipe.nam')]);
  const { found, leftOut, unreadable } = await scan(path('kinds'));
  expect(found.sort()).toEqual(['a/TWO.NAM', 'a/b/three.aidax', 'one.json']);
  expect(leftOut).toEqual({ '.wav': 2, hidden: 1, 'no extension': 1, 'no file': 1 });
  expect(unreadable).toEqual([]);
});

test('links that lead back up end; a folder that two paths lead to is read where it lies', async () => {
  mkdirSync(path('loop/z'), { recursive: true });
  writeFileSync(path('loop/z/model.json'), '');
  symlinkSync('..', path('loop/z/up'));
  symlinkSync('z', path('loop/again'));
  symlinkSync('self', path('loop/self'));
  symlinkSync('nowhere', path('loop/dead.nam'));
  const { found, unreadable } = await scan(path('loop'));
  expect(found).toEqual(['z/model.json']);
  expect(unreadable.map((entry) => entry.path)).toEqual(['dead.nam', 'self']);
});

test('a file in the place of the folder is a mistake of the user', async () => {
  writeFileSync(path('file'), '');
  await expect(scan(path('file'))).rejects.toThrow(/Expected a folder/);
});
