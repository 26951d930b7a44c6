/** Describes the files that the scan sends, on a thread of its own. */
import { parentPort } from 'node:worker_threads';
import { describeFile } from './describe.js';

export interface Job {
  folder: string;
  path: string;
}

parentPort!.on('message', async ({ folder, path }: Job) => {
  parentPort!.postMessage(await describeFile(folder, path));
});
