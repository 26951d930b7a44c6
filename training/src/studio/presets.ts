import { existsSync } from 'node:fs';
import { copyFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { lossesOf, readPreset, type WriteFormat, writeFormats, writePreset } from '@tonewright/presets';
import { UserError } from '../errors.js';
import { atomicWrite } from '../io/atomicWrite.js';
import { describeFile } from '../library/describe.js';
import { readModelFile } from '../model/load.js';
import type { PresetEdit, PresetInfo, Removed } from './api.js';
import { newId, type StudioFolder } from './folder.js';
import { Refusal } from './refusal.js';
import type { Uploads } from './uploads.js';

/** "9" before "10", in any case. */
const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const modelFile = /\.(json|nam|aidax)$/i;

/** A name that no preset has yet, from what the user calls it. */
export function fileNameFor(folder: StudioFolder, name: string, ending = '.json'): string {
  const base =
    name
      .normalize('NFC')
      .replace(/[^\p{L}\p{N}._ -]+/gu, '-')
      .replace(/^[. -]+|[. -]+$/g, '')
      .slice(0, 80) || 'preset';
  for (let i = 1; ; ++i) {
    const file = `${base}${i === 1 ? '' : ` ${i}`}${ending}`;
    if (!existsSync(folder.in('presets', file))) return file;
  }
}

/** The preset files of the studio. */
export class Presets {
  private readonly known = new Map<string, { stamp: string; info: PresetInfo }>();

  constructor(
    private readonly folder: StudioFolder,
    private readonly uploads: Uploads,
    private readonly changed: () => void,
  ) {}

  async list(): Promise<PresetInfo[]> {
    const files = (await readdir(this.folder.in('presets'))).filter((file) => modelFile.test(file) && file[0] !== '.');
    const infos: PresetInfo[] = [];
    for (const file of files.sort(order.compare)) infos.push(await this.describe(file));
    return infos;
  }

  /** @throws Refusal for a file that there is not */
  path(file: string): string {
    const path = this.folder.in('presets', file);
    if (/[/\\\0]/.test(file) || file[0] === '.' || !modelFile.test(file) || !existsSync(path))
      throw new Refusal(404, `There is no preset '${file}'. Load the page again.`);
    return path;
  }

  /** A file from elsewhere; kept only when it is a model that can be read. */
  async add(upload: string, name: string): Promise<PresetInfo> {
    const ending = modelFile.exec(name)?.[0];
    if (!ending) throw new Refusal(400, `Expected a .json, .nam or .aidax file; found '${name}'.`);
    const temporary = this.folder.in('uploads', `${newId()}.preset`);
    await this.uploads.take(upload, temporary);
    try {
      readPreset(await readModelFile(temporary));
      const file = fileNameFor(this.folder, name.slice(0, -ending.length), ending);
      await rename(temporary, this.folder.in('presets', file));
      this.changed();
      return this.describe(file);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** @throws UserError for a format that has no place for the texts */
  async edit(file: string, { notes, ...edit }: PresetEdit): Promise<PresetInfo> {
    const path = this.path(file);
    const { preset, format } = readPreset(await readModelFile(path));
    if (format !== 'tonewright')
      throw new UserError(`${file} is a file of the format ${format}. Convert it to tonewright first, and edit that.`);
    const description = notes === undefined ? {} : { description: notes };
    await atomicWrite(path, writePreset({ ...preset, metadata: { ...preset.metadata, ...edit, ...description } }));
    this.changed();
    return this.describe(file);
  }

  async duplicate(file: string): Promise<PresetInfo> {
    const path = this.path(file);
    const [ending] = modelFile.exec(file)!;
    const copy = fileNameFor(this.folder, `${file.slice(0, -ending.length)} copy`, ending);
    await copyFile(path, this.folder.in('presets', copy));
    this.changed();
    return this.describe(copy);
  }

  /** The text of another format, and sentences about what it cannot hold. */
  async convert(file: string, to: string): Promise<{ text: string; losses: string[] }> {
    if (!writeFormats.includes(to as WriteFormat))
      throw new Refusal(400, `Expected a format among ${writeFormats.join(', ')}; found '${to}'.`);
    const { preset, notices } = readPreset(await readModelFile(this.path(file)));
    const text = writePreset(preset, to as WriteFormat);
    return { text, losses: [...notices, ...lossesOf(preset, text)] };
  }

  /** To the bin. */
  async remove(file: string): Promise<Removed> {
    const bin = `${newId()} ${file}`;
    await rename(this.path(file), this.folder.in('bin', bin));
    this.known.delete(file);
    this.changed();
    return { bin };
  }

  /** From the bin; under another name where this one is taken. */
  async restore(path: string, file: string): Promise<void> {
    const [ending = ''] = modelFile.exec(file) ?? [];
    const place = fileNameFor(this.folder, file.slice(0, file.length - ending.length), ending);
    await rename(path, this.folder.in('presets', existsSync(this.folder.in('presets', file)) ? place : file));
    this.changed();
  }

  private async describe(file: string): Promise<PresetInfo> {
    const { size, mtimeMs } = await stat(this.path(file));
    const stamp = `${size} ${mtimeMs}`;
    const known = this.known.get(file);
    if (known?.stamp === stamp) return known.info;
    const { loads, problems, model } = await describeFile(this.folder.in('presets'), file);
    const info: PresetInfo = { file, loads, problems, model: model as Record<string, unknown> | undefined };
    this.known.set(file, { stamp, info });
    return info;
  }
}
