import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runInWorkers } from '../../../training/src/library/pool.js';
import { temporaryFolder } from '../commands/tonewright.js';

const { path, remove } = temporaryFolder();
afterAll(remove);

const script = `
import { parentPort } from 'node:worker_threads';
const kinds = {
  hang: () => { for (;;); },
  exit: () => process.exit(3),
  throw: () => { throw new Error('no such thing'); },
  fill: () => { const kept = []; for (;;) kept.push(new Array(1e5).fill({})); },
};
parentPort.on('message', (job) => {
  kinds[job]?.();
  parentPort.postMessage(job.toUpperCase());
});
`;
beforeAll(() => writeFileSync(path('worker.mjs'), script));

async function* each(jobs: string[]): AsyncGenerator<string> {
  yield* jobs;
}

async function results(jobs: string[], secondsPerJob: number): Promise<string[]> {
  const found: string[] = [];
  const options = {
    script: pathToFileURL(path('worker.mjs')),
    workers: 2,
    secondsPerJob,
    heapMegabytes: 32,
    lost: (job: string, reason: string) => `${job}: ${reason}`,
  };
  await runInWorkers<string, string>(each(jobs), options, (result) => found.push(result));
  return found.sort();
}

test('a job whose thread dies or fills the memory is lost with the reason; the others are done', async () => {
  expect(await results(['one', 'exit', 'two', 'throw', 'three', 'fill', 'four'], 60)).toEqual([
    ...['FOUR', 'ONE', 'THREE', 'TWO'],
    expect.stringMatching(/^exit: its thread ended with code 3/),
    expect.stringMatching(/^fill: .*memory/),
    'throw: no such thing',
  ]);
});

test('a job that hangs is given up', async () => {
  expect(await results(['hang'], 0.5)).toEqual(['hang: it took longer than 0.5 s']);
});
