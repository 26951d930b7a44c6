import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { families, parseArchitecture } from '../../../training/src/model/architecture.js';
import { architectureTable } from './architectureTable.js';

const path = new URL('../../../docs/architectures.md', import.meta.url);
const table = /\| `--arch` \|[\s\S]*?\n(?=\n)/;

test('the table of architectures says what the code does (UPDATE_DOCS=1 writes it anew)', () => {
  const text = readFileSync(path, 'utf8');
  const fresh = text.replace(table, architectureTable());
  if (process.env.UPDATE_DOCS) writeFileSync(path, fresh);
  expect(text).toBe(fresh);
});

test('every family and option is explained, and every example is an architecture', () => {
  const text = readFileSync(path, 'utf8');
  for (const name of Object.keys(families)) expect(text).toContain(`\`${name}:`);
  const examples = [...text.matchAll(/`([a-z-]+:[a-z0-9][^`A-Z]*)`/g)].map(([, example]) => example);
  expect(examples.length).toBeGreaterThan(30);
  for (const example of examples) expect(() => parseArchitecture(example, 1), example).not.toThrow();
});
