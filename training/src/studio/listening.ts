import { mkdir, rename, rm } from 'node:fs/promises';
import type { ListeningResults, Removed, StoredListening, StudioEvent } from './api.js';
import { newId, Records, type StudioFolder } from './folder.js';
import { Refusal } from './refusal.js';

/** What listeners answered, one file for each sitting. */
export class Listening {
  readonly records: Records<StoredListening>;

  constructor(
    private readonly folder: StudioFolder,
    private readonly tell: (event: StudioEvent) => void,
  ) {
    this.records = new Records(folder, 'listening');
  }

  start = (): Promise<string[]> => this.records.load();

  async add(results: ListeningResults): Promise<StoredListening> {
    const listening: StoredListening = { id: newId(), createdAt: new Date().toISOString(), results };
    const place = this.folder.in('listening', listening.id);
    try {
      await mkdir(place);
      await this.records.put(listening);
    } catch (error) {
      await this.records.drop(listening.id);
      await rm(place, { recursive: true, force: true });
      throw error;
    }
    this.tell({ type: 'listening', listening });
    return listening;
  }

  /** Back from the bin, where its files are again. */
  async adopt(id: string): Promise<void> {
    this.tell({ type: 'listening', listening: await this.records.read(id) });
  }

  /** To the bin. */
  async remove(id: string): Promise<Removed> {
    if (!this.records.find(id)) throw new Refusal(404, `There are no answers '${id}'. Load the page again.`);
    await this.records.drop(id);
    const bin = `listening-${id}`;
    await rename(this.folder.in('listening', id), this.folder.in('bin', bin));
    this.tell({ type: 'removed', kind: 'listening', id });
    return { bin };
  }
}
