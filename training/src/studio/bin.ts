import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import type { BinItem } from './api.js';
import type { StudioFolder } from './folder.js';
import type { Jobs } from './jobs.js';
import type { Listening } from './listening.js';
import type { Presets } from './presets.js';
import type { Recordings } from './recordings.js';
import { Refusal } from './refusal.js';

const recordOf = { recording: 'recording.json', job: 'job.json', listening: 'results.json' } as const;
const folderOf = { recording: 'recordings', job: 'jobs', listening: 'listening' } as const;

/** What was deleted: `recording-<id>`, `job-<id>`, `listening-<id>` or `<id> <preset file>` in the folder `bin`. */
export class Bin {
  constructor(
    private readonly folder: StudioFolder,
    private readonly to: { recordings: Recordings; jobs: Jobs; listening: Listening; presets: Presets },
  ) {}

  /** The last one first. What somebody else put there is left out. */
  async list(): Promise<BinItem[]> {
    const items = await Promise.all((await readdir(this.folder.in('bin'))).map((id) => this.describe(id)));
    return items
      .filter((item) => item !== undefined)
      .sort((a, b) => (a.removedAt < b.removedAt ? 1 : a.removedAt > b.removedAt ? -1 : 0));
  }

  /** Back to where it was; a preset under another name where its own is taken. @throws Refusal */
  async restore(id: string): Promise<BinItem> {
    const item = await this.find(id);
    const path = this.folder.in('bin', id);
    if (item.kind === 'preset') await this.to.presets.restore(path, item.name);
    else {
      const name = folderOf[item.kind];
      const [, record] = /^[a-z]+-(.+)$/.exec(id)!;
      const place = this.folder.in(name, record);
      if (existsSync(place)) throw new Refusal(409, `${item.name} is there already. Remove that one first.`);
      await rename(path, place);
      await this.to[name].adopt(record);
    }
    return item;
  }

  /** For good. */
  async empty(): Promise<void> {
    for (const { id } of await this.list()) await rm(this.folder.in('bin', id), { recursive: true, force: true });
  }

  private async find(id: string): Promise<BinItem> {
    const found = (await this.list()).find((item) => item.id === id);
    if (!found) throw new Refusal(404, 'This is no longer in the bin. Load the page again.');
    return found;
  }

  private async describe(id: string): Promise<BinItem | undefined> {
    const [, kind, , file] = /^(?:(recording|job|listening)-([0-9a-f]{16})|[0-9a-f]{16} (.+))$/.exec(id) ?? [];
    if (!kind && !file) return undefined;
    const path = this.folder.in('bin', id);
    try {
      const removedAt = (await stat(path)).ctime.toISOString();
      if (file) return { id, kind: 'preset', name: file, removedAt };
      const known = kind as keyof typeof recordOf;
      const record = JSON.parse(await readFile(`${path}/${recordOf[known]}`, 'utf8'));
      const name = known === 'listening' ? `${record.results.title}, ${record.results.listener}` : record.name;
      return { id, kind: known, name, removedAt };
    } catch {
      return undefined; // gone meanwhile, or damaged by hand
    }
  }
}
