/** What a library shows of each file: one list for the table, the page and the order. */
import { UserError } from '../errors.js';
import type { LibraryEntry } from './entry.js';

export interface Column {
  id: string;
  title: string;
  /** Numbers stand to the right, and the order goes by them. */
  value: (entry: LibraryEntry) => string | number | undefined;
  /** How a number reads; texts are as they are. */
  digits?: number;
  /** Too long for a terminal: on the page only. */
  pageOnly?: boolean;
}

const problemsOf = ({ problems }: LibraryEntry) => problems.map(({ message }) => message).join(' ') || undefined;

export const columns: Column[] = [
  { id: 'file', title: 'file', value: ({ path }) => path },
  { id: 'name', title: 'name', value: ({ model }) => model?.name },
  { id: 'author', title: 'author', value: ({ model }) => model?.author, pageOnly: true },
  { id: 'gear', title: 'gear', value: ({ model }) => model?.gear, pageOnly: true },
  { id: 'family', title: 'family', value: ({ model }) => model?.family },
  { id: 'architecture', title: 'architecture', value: ({ model }) => model?.architecture },
  { id: 'rate', title: 'Hz', value: ({ model }) => model?.sampleRate, digits: 0 },
  { id: 'cost', title: 'MAC/sample', value: ({ model }) => model?.macsPerSample, digits: 0 },
  { id: 'load', title: '% of a core', value: ({ model }) => percent(model?.load), digits: 2 },
  { id: 'loudness', title: 'LUFS', value: ({ model }) => model?.loudness, digits: 1 },
  { id: 'latency', title: 'latency', value: ({ model }) => model?.latencySamples, digits: 0 },
  { id: 'knobs', title: 'knobs', value: ({ model }) => model?.controls.join(', ') || undefined, pageOnly: true },
  { id: 'problems', title: 'problems', value: problemsOf },
];

const percent = (share: number | undefined) => (share === undefined ? undefined : 100 * share);

/** How a value reads in a cell. */
export function cellText({ value, digits }: Column, entry: LibraryEntry): string {
  const found = value(entry);
  return typeof found === 'number' ? found.toFixed(digits) : (found ?? '');
}

/**
 * The entries by a column, in rising order, or falling with `-` before its name; files without a value come last.
 * @throws UserError for a column that there is not
 */
export function sorted(entries: LibraryEntry[], by: string): LibraryEntry[] {
  const falls = by.startsWith('-');
  const column = columns.find(({ id }) => id === (falls ? by.slice(1) : by));
  if (!column)
    throw new UserError(
      `--sort: expected one of ${columns.map(({ id }) => id).join(', ')}, with - before it for falling order; found '${by}'.`,
    );
  const { value } = column;
  const compare = (a: string | number, b: string | number) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
  return [...entries].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
    return falls ? compare(right, left) : compare(left, right);
  });
}

/** Those whose family or architecture has this text in it. */
export function ofFamily(entries: LibraryEntry[], family: string): LibraryEntry[] {
  const wanted = family.toLowerCase();
  return entries.filter(({ model }) => model && `${model.family} ${model.architecture}`.toLowerCase().includes(wanted));
}
