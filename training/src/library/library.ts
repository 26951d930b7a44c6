/** A folder of models, each file read and played. */
import { availableParallelism } from 'node:os';
import { failed, type Library, type LibraryEntry } from './entry.js';
import { runInWorkers } from './pool.js';
import { type Aside, modelFiles } from './scan.js';
import type { Job } from './worker.js';

const limits = { secondsPerJob: 30, heapMegabytes: 1024 };

/** @throws UserError when there is no such folder; broken files are entries with a problem */
export async function scanLibrary(folder: string, onFile: (entry: LibraryEntry) => void): Promise<Library> {
  const start = performance.now();
  const aside: Aside = { leftOut: {}, unreadable: [] };
  const entries: LibraryEntry[] = [];
  async function* jobs(): AsyncGenerator<Job> {
    for await (const path of modelFiles(folder, aside)) yield { folder, path };
  }
  const pool = {
    ...limits,
    script: new URL('./worker.js', import.meta.url),
    workers: availableParallelism(),
    lost: ({ path }: Job, reason: string) => failed(path, `Reading was given up: ${reason}.`),
  };
  await runInWorkers<Job, LibraryEntry>(jobs(), pool, (entry) => {
    entries.push(entry);
    onFile(entry);
  });
  for (const { path, message } of aside.unreadable) entries.push(failed(path, message));
  entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  markDuplicates(entries);
  shareLoads(entries);
  return { folder, entries, leftOut: aside.leftOut, seconds: (performance.now() - start) / 1000 };
}

/** Files of the same bytes name the first of them. */
export function markDuplicates(entries: LibraryEntry[]): void {
  const first = new Map<string, string>();
  for (const { hash, path, problems } of entries) {
    if (hash === undefined) continue;
    const original = first.get(hash);
    if (original === undefined) first.set(hash, path);
    else problems.push({ severity: 'warning', message: `It is the same file as ${original}.` });
  }
}

/** Models of one architecture take the same time: each gets the median of all, which other work on the machine moves least. */
export function shareLoads(entries: LibraryEntry[]): void {
  const alike = new Map<string, { load: number }[]>();
  for (const { model } of entries) {
    if (model?.load === undefined) continue;
    const kind = [model.architecture, model.macsPerSample, model.sampleRate].join();
    if (!alike.has(kind)) alike.set(kind, []);
    alike.get(kind)!.push(model as { load: number });
  }
  for (const models of alike.values()) {
    const loads = models.map(({ load }) => load).sort((a, b) => a - b);
    for (const model of models) model.load = loads[(loads.length - 1) >> 1];
  }
}
