/**
 * Every file the trainer writes goes through here: first a temporary file beside the target, then a rename, so that a reader never sees half a
 * file and an older one survives a full disk.
 */
import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** A file could not be written. `code` is the system's (ENOSPC, EACCES, ...). */
export class WriteError extends Error {
  override readonly name = 'WriteError';
  constructor(
    readonly path: string,
    readonly code: string,
    readonly advice: string,
    cause: unknown,
  ) {
    super(`Cannot write ${path}: ${describe(code, cause)}. ${advice}`, { cause });
  }
}

const KNOWN_FAILURES: Record<string, { text: string; advice: string }> = {
  ENOSPC: {
    text: 'the disk is full',
    advice: 'Free some space or choose another folder; nothing was left half written.',
  },
  EDQUOT: {
    text: 'the disk quota is used up',
    advice: 'Free some space or choose another folder; nothing was left half written.',
  },
  EACCES: { text: 'permission denied', advice: 'Choose a folder that you may write to.' },
  EPERM: { text: 'permission denied', advice: 'Choose a folder that you may write to.' },
  EROFS: { text: 'the file system is read-only', advice: 'Choose a folder that you may write to.' },
  EISDIR: { text: 'it is a folder', advice: 'Give the name of a file.' },
  ENOTDIR: { text: 'a part of the path is a file, not a folder', advice: 'Check the path.' },
  EFBIG: { text: 'the file would be larger than the file system allows', advice: 'Write a shorter file.' },
};

function describe(code: string, cause: unknown): string {
  return KNOWN_FAILURES[code]?.text ?? (cause instanceof Error ? cause.message : String(cause));
}

/** What to write: text, bytes, or bytes in several parts, which saves joining them. */
export type FileContent = string | Uint8Array | readonly Uint8Array[];

/** Writes to the open temporary file. Replaceable, so that tests can make the disk fail half-way. */
export type FillFile = (file: FileHandle, parts: readonly Uint8Array[]) => Promise<void>;

/** In as few system calls as possible (`writeFile` makes one per half megabyte). No fsync: the rename keeps readers from half a file. */
const writeAll: FillFile = async (file, parts) => {
  for (const part of parts) for (let at = 0; at < part.length; ) at += (await file.write(part, at)).bytesWritten;
};

function partsOf(content: FileContent): readonly Uint8Array[] {
  if (typeof content === 'string') return [Buffer.from(content)];
  return content instanceof Uint8Array ? [content] : content;
}

/**
 * Writes a file as a whole or not at all; makes missing folders on the way.
 * @throws {WriteError} when the disk is full, the folder is not writable, ...; the target is then as it was before.
 */
export async function atomicWrite(path: string, content: FileContent, fill: FillFile = writeAll): Promise<void> {
  const target = resolve(path);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await mkdir(dirname(target), { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      await fill(file, partsOf(content));
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (cause) {
    await unlink(temporary).catch(() => undefined);
    const code = (cause as NodeJS.ErrnoException)?.code ?? 'UNKNOWN';
    throw new WriteError(path, code, KNOWN_FAILURES[code]?.advice ?? 'Check the path and the disk.', cause);
  }
}
