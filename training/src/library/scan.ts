/** Finds the model files below a folder. */
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { UserError } from '../errors.js';

/** By their names; AIDA-X has two of its own for the same JSON. */
const modelExtensions = new Set(['.json', '.nam', '.aidax', '.aidadspmodel']);

/** What a scan comes across besides model files. */
export interface Aside {
  /** How many files of each kind are left out. */
  leftOut: Record<string, number>;
  /** Folders and links that cannot be read. */
  unreadable: { path: string; message: string }[];
}

/**
 * Paths of model files, below `folder`, folder by folder. Each folder is read once: one that links lead to again, or
 * back up to, is not; links come last, so that a file is found where it lies. @throws UserError without such a folder
 */
export async function* modelFiles(folder: string, aside: Aside): AsyncGenerator<string> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory())
    throw new UserError(`Expected a folder at ${folder}; found none. Check the path.`);
  const seen = new Set<string>();
  const waiting = [''];
  const links: string[] = [];
  for (let at = waiting.shift() ?? links.shift(); at !== undefined; at = waiting.shift() ?? links.shift()) {
    const place = await realpath(join(folder, at)).catch(() => at);
    if (seen.has(place)) continue;
    seen.add(place);
    for (const entry of await entriesOf(folder, at, aside)) {
      const path = at ? `${at}/${entry.name}` : entry.name;
      const kind = await kindOf(entry, join(folder, path));
      if (kind === 'model') yield path;
      else if (kind === 'folder') (entry.isSymbolicLink() ? links : waiting).push(path);
      else if (kind === 'lost') aside.unreadable.push({ path, message: 'the link leads nowhere' });
      else aside.leftOut[kind] = (aside.leftOut[kind] ?? 0) + 1;
    }
  }
}

async function entriesOf(folder: string, at: string, aside: Aside): Promise<Dirent[]> {
  try {
    const entries = await readdir(join(folder, at), { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    aside.unreadable.push({ path: `${at || '.'}/`, message: (error as Error).message });
    return [];
  }
}

/** 'model', 'folder', 'lost', or the kind that a file is counted under when it is left out. */
async function kindOf(entry: Dirent, path: string): Promise<string> {
  // macOS leaves `._name.nam` beside `name.nam`; trash and version control hide too.
  if (entry.name.startsWith('.')) return 'hidden';
  const extension = extname(entry.name).toLowerCase();
  const target = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
  if (target === undefined) return modelExtensions.has(extension) || extension === '' ? 'lost' : extension;
  if (target.isDirectory()) return 'folder';
  if (!target.isFile()) return 'no file';
  return modelExtensions.has(extension) ? 'model' : extension || 'no extension';
}
