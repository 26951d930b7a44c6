import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Preset, type ReadResult, readPreset, weightCount } from '@tonewright/presets';
import { oneLine } from '../io/oneLine.js';
import { describeArchitecture } from '../model/architecture.js';
import { familyOf } from '../model/family.js';
import { readModelFile } from '../model/load.js';
import { failed, type LibraryEntry, type ModelFacts, type Problem } from './entry.js';
import { measure } from './measure.js';

/** Everything about one file. Never throws: what is wrong with the file is in the entry. */
export async function describeFile(folder: string, path: string): Promise<LibraryEntry> {
  let known: Partial<LibraryEntry> = {};
  try {
    const bytes = await readModelFile(join(folder, path));
    known = { bytes: bytes.length, hash: createHash('sha256').update(bytes).digest('hex') };
    const read = readPreset(bytes);
    const { measurement, problems } = await measure(read.preset, bytes);
    const notices = read.notices.map((text): Problem => ({ severity: 'notice', message: oneLine(text, 500) }));
    const all = [...problems, ...notices];
    const loads = all.every(({ severity }) => severity !== 'error');
    return { path, loads, problems: all, model: { ...factsOf(read), ...measurement }, ...known };
  } catch (error) {
    return { ...failed(path, (error as Error).message), ...known };
  }
}

function factsOf({ preset, format }: ReadResult): ModelFacts {
  const { spec, controls, metadata } = preset;
  const texts = Object.fromEntries(
    (['name', 'author', 'gear'] as const).map((field) => [field, textOf(metadata, field)]).filter(([, text]) => text),
  );
  return {
    format,
    family: familyOf(spec),
    architecture: describeArchitecture(spec) || 'linear',
    weights: weightCount(spec),
    sampleRate: spec.sampleRate,
    controls: controls.map(({ name }) => oneLine(name)),
    ...texts,
  };
}

const textOf = (metadata: Preset['metadata'], field: 'name' | 'author' | 'gear') => oneLine(metadata[field] ?? '');
