/** Runs every command of the README, word by word, in a folder of its own. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { temporaryFolder } from './training/commands/tonewright.js';

const readme = readFileSync('README.md', 'utf8');
const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) =>
  block
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean),
);
const folder = temporaryFolder();
afterAll(folder.remove);

test('the README has commands, and all of them are ours', () => {
  expect(commands.length).toBeGreaterThan(10);
  for (const command of commands) expect(command).toMatch(/^(npx tonewright|npm run|npm test)/);
});

test.each(commands.filter((command) => command.startsWith('npm')))('%s is a script of the package', (command) => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(scripts).toHaveProperty(command.split(' ').at(-1)!);
});

test.each(commands.filter((command) => command.startsWith('npx')))(
  '%s',
  (command) => {
    const [, ...words] = command.split(' ');
    const bin = `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH}`;
    const env = { ...process.env, PATH: bin };
    // execFileSync throws unless the exit code is 0.
    expect(execFileSync(words[0], words.slice(1), { cwd: folder.path(''), env, stdio: 'pipe' }).length).toBeGreaterThan(
      0,
    );
  },
  240_000,
);

test('every relative link of the README leads somewhere', () => {
  for (const [, target] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
    expect(() => readFileSync(target)).not.toThrow();
});
