// One small step per version of the format. Version 1 is the first, so there is no step yet.
import type { JsonObject } from '../document.js';
import { mismatch, PresetError } from '../errors.js';

/** The version that this package writes and the newest that it reads. */
export const formatVersion = 1;

/** Turns a document of version `from` into one of version `from + 1`; lives in a file of its own, `v<from>.ts`. */
export interface Migration {
  from: number;
  migrate(document: JsonObject): JsonObject;
}

const migrations: Migration[] = [];

/**
 * Brings a document up to `version`, step by step; the input is left alone.
 * Throws for a version that is no version or newer than this program.
 */
export function migrate(document: JsonObject, steps = migrations, version = formatVersion): JsonObject {
  const found = document.tonewright;
  if (!Number.isInteger(found) || (found as number) < 1) {
    throw mismatch('tonewright', `the version of the format, an integer from 1 to ${version}`, found);
  }
  if ((found as number) > version) {
    const problem = `expected a version of the format up to ${version}, found ${found}`;
    throw new PresetError('future-version', 'tonewright', problem, 'Update Tonewright to open this preset.');
  }
  let current = document;
  for (let from = found as number; from < version; from++) {
    const step = steps.find((candidate) => candidate.from === from);
    if (!step) throw new Error(`no migration from version ${from} of the preset format`);
    current = { ...step.migrate(current), tonewright: from + 1 };
  }
  return current;
}
