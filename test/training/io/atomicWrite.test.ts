import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeWav } from '../../../training/src/audio/wav.js';
import { atomicWrite, type FillFile } from '../../../training/src/io/atomicWrite.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tonewright-write-'));
});
afterEach(() => rm(folder, { recursive: true }));

const diskFullHalfWay: FillFile = async (file, [header]) => {
  await file.write(header);
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
};

test('makes missing folders and leaves only the file', async () => {
  await atomicWrite(join(folder, 'a/b/c.txt'), 'hello');
  expect(await readFile(join(folder, 'a/b/c.txt'), 'utf8')).toBe('hello');
  expect(await readdir(join(folder, 'a/b'))).toEqual(['c.txt']);
});

test('a full disk keeps the old file, leaves no other, and says so', async () => {
  const path = join(folder, 'take.wav');
  await writeFile(path, 'old');
  const write = writeWav(path, { sampleRate: 48000, channels: [new Float32Array(1000)] }, { fill: diskFullHalfWay });
  await expect(write).rejects.toThrow(/take\.wav: the disk is full.*Free some space/);
  expect(await readdir(folder)).toEqual(['take.wav']);
  expect(await readFile(path, 'utf8')).toBe('old');
});

test('a folder in the place of the file is an error with its code', async () => {
  await expect(atomicWrite(folder, 'x')).rejects.toMatchObject({ name: 'WriteError', code: 'EISDIR' });
  await writeFile(join(folder, 'file'), '');
  await expect(atomicWrite(join(folder, 'file/below'), 'x')).rejects.toMatchObject({ name: 'WriteError' });
});
