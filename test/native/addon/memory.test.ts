import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** The benchmark's own rows, run in a process of their own so that nothing else counts. */
test('ten minutes of audio train in less than a gigabyte, and the addon leaks nothing over 1000 steps', () => {
  const output = execFileSync(process.execPath, ['--expose-gc', 'test/bench/memory.mjs'], { encoding: 'utf8' });
  const [peakMegabytes, growthMegabytes] = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).value);
  expect(peakMegabytes).toBeLessThan(1000);
  // A leak of one small model a step would be 10 MB, of one training 4 GB.
  expect(growthMegabytes).toBeLessThan(10);
});
