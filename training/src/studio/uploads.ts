import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { WriteError } from '../io/atomicWrite.js';
import { newId, type StudioFolder } from './folder.js';
import { Refusal } from './refusal.js';

/** Replaceable, so that tests can fill the disk. */
export type WriteChunk = (file: FileHandle, chunk: Uint8Array) => Promise<unknown>;

/** Files that arrive: streamed to a temporary file, and there under their id only when they are whole. */
export class Uploads {
  constructor(
    private readonly folder: StudioFolder,
    private readonly mostBytes: number,
    private readonly writeChunk: WriteChunk = (file, chunk) => file.writeFile(chunk),
  ) {}

  /** What an earlier server left behind is of no use to anybody. */
  async clear(): Promise<void> {
    for (const name of await readdir(this.folder.in('uploads')))
      await rm(this.folder.in('uploads', name), { force: true });
  }

  /** @throws Refusal 413 when it is too large; WriteError when the disk is full. Nothing is left of it then. */
  async receive(stream: Readable, announcedBytes?: number): Promise<{ upload: string; bytes: number }> {
    if ((announcedBytes ?? 0) > this.mostBytes) throw this.tooLarge();
    const upload = newId();
    const temporary = this.folder.in('uploads', `${upload}.part`);
    let bytes = 0;
    try {
      const file = await open(temporary, 'wx');
      try {
        // The stream stays open for the answer when it is refused half-way.
        for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
          bytes += chunk.length;
          if (bytes > this.mostBytes) throw this.tooLarge();
          await this.writeChunk(file, chunk);
        }
      } finally {
        await file.close();
      }
      if (bytes === 0) throw new Refusal(400, 'Expected a file; found 0 bytes. Choose it again.');
      await rename(temporary, this.folder.in('uploads', upload));
      return { upload, bytes };
    } catch (error) {
      await rm(temporary, { force: true });
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOSPC' || code === 'EDQUOT')
        throw new WriteError(temporary, code, 'Free some space and send the file again; nothing else was lost.', error);
      throw error;
    }
  }

  /** Moves a file that has arrived to its place. @throws Refusal for an id that there is not */
  async take(upload: string, path: string): Promise<void> {
    const found = /^[0-9a-f]{16}$/.test(upload);
    const moved =
      found &&
      (await rename(this.folder.in('uploads', upload), path).then(
        () => true,
        () => false,
      ));
    if (!moved) throw new Refusal(400, `Expected the id of an upload; found '${upload}'. Send the file again.`);
  }

  private tooLarge = () =>
    new Refusal(
      413,
      `Expected a file of at most ${Math.round(this.mostBytes / 2 ** 20)} MB; this one is larger. Send a shorter recording.`,
    );
}
