import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { atomicWrite } from '../io/atomicWrite.js';

/**
 * Where the studio keeps everything: plain files in one folder, which can be copied as it is.
 * recordings/<id>/ has recording.json, dry.wav, wet.wav; jobs/<id>/ has job.json, the checkpoint and the audio of the
 * part kept from training; presets/ has preset files; listening/<id>/ has results.json; bin/ what was deleted; pedal/
 * the last image for a pedal; uploads/ what is still arriving.
 */
export class StudioFolder {
  private constructor(readonly path: string) {}

  static async open(path: string): Promise<StudioFolder> {
    const folder = new StudioFolder(path);
    try {
      for (const part of ['recordings', 'jobs', 'presets', 'listening', 'bin', 'pedal', 'uploads'])
        await mkdir(join(path, part), { recursive: true });
    } catch (error) {
      throw new UserError(`Cannot use ${path} for the studio: ${(error as Error).message}. Choose another folder.`);
    }
    return folder;
  }

  in = (...parts: string[]) => join(this.path, ...parts);
}

export type Kind = 'recordings' | 'jobs' | 'listening';
const fileOf = { recordings: 'recording.json', jobs: 'job.json', listening: 'results.json' } as const;

export const newId = () => randomBytes(8).toString('hex');

/** Records of one kind, in memory and each in a file of its own that is replaced as a whole. */
export class Records<T extends { id: string; createdAt: string }> {
  private readonly records = new Map<string, T>();
  private writing = Promise.resolve();

  constructor(
    private readonly folder: StudioFolder,
    private readonly kind: Kind,
  ) {}

  /** Reads what is there; returns sentences about what cannot be read, which stays where it is. */
  async load(): Promise<string[]> {
    const notices: string[] = [];
    for (const id of await readdir(this.folder.in(this.kind))) {
      const path = this.folder.in(this.kind, id, fileOf[this.kind]);
      try {
        await this.read(id);
      } catch (error) {
        notices.push(`${path} cannot be read and is left out: ${(error as Error).message}`);
      }
    }
    return notices;
  }

  /** Takes up the record in a folder. @throws Error when it cannot be read */
  async read(id: string): Promise<T> {
    const record = JSON.parse(await readFile(this.folder.in(this.kind, id, fileOf[this.kind]), 'utf8')) as T;
    if (record.id !== id) throw new Error(`expected the id ${id}, found ${record.id}`);
    this.records.set(id, record);
    return record;
  }

  list = (): T[] => [...this.records.values()].sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  find = (id: string): T | undefined => this.records.get(id);

  /** In memory alone, until the next `put`. */
  remember(record: T): void {
    this.records.set(record.id, record);
  }

  /** In memory at once; on disk when the promise resolves. @throws WriteError, and the record stays in memory */
  put(record: T): Promise<void> {
    this.records.set(record.id, record);
    const write = () =>
      this.records.has(record.id)
        ? atomicWrite(this.folder.in(this.kind, record.id, fileOf[this.kind]), JSON.stringify(record))
        : Promise.resolve();
    const done = this.writing.then(write);
    this.writing = done.catch(() => undefined);
    return done;
  }

  /** Out of the list; the caller moves its files once what is being written is on disk. */
  async drop(id: string): Promise<void> {
    this.records.delete(id);
    await this.writing;
  }
}
