import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { dist } from './serve.js';

const LIMIT_BYTES = 1.5e6;

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesOf(path) : [path];
  });
}

/** The pages that ship. */
const shipped = ['plugin', 'studio'].filter((name) => existsSync(join(dist, '../src', name, 'main.tsx')));

test.each(shipped)('the page %s is below 1.5 MB, gzipped', (name) => {
  const files = filesOf(join(dist, name));
  expect(files.some((file) => file.endsWith('index.html'))).toBe(true);
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(LIMIT_BYTES);
});

test('the plugin serves its files from one flat list, by names that stay', () => {
  const names = readdirSync(join(dist, 'plugin'), { withFileTypes: true });
  expect(names.filter((entry) => entry.isDirectory()).map(({ name }) => name)).toEqual([]);
  expect(names.map(({ name }) => name)).toEqual(expect.arrayContaining(['index.html', 'index.js', 'index.css']));
});

test('no page asks for anything from elsewhere', () => {
  for (const name of shipped) {
    const text = readFileSync(join(dist, name, 'index.html'), 'utf8');
    expect(text.match(/(?:src|href)="(?!\.\/)[^"]*"/g) ?? []).toEqual([]);
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)/); // the policy lets no inline script run
  }
});

test('the page of a listening test is one file below half a megabyte, with a place for the test', () => {
  expect(readdirSync(join(dist, 'listening'))).toEqual(['index.html']);
  const page = readFileSync(join(dist, 'listening', 'index.html'), 'utf8');
  expect(page.length).toBeLessThan(5e5);
  expect(page.match(/<script type="application\/json" id="listening-test"><\/script>/g)).toHaveLength(1);
  expect(page).not.toMatch(/<(?:script|link|img)\b[^>]*\b(?:src|href)=/);
});
