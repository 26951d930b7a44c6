/** A library as lines for a terminal. */
import { oneLine } from '../io/oneLine.js';
import { cellText, columns } from './columns.js';
import type { Library, LibraryEntry } from './entry.js';

const widest = 44;

const shown = columns.filter(({ pageOnly }) => !pageOnly);

/** The last column, the problems, is as long as it needs to be; the others are cut. */
export function table(entries: LibraryEntry[]): string[] {
  const last = shown.length - 1;
  const cells = entries.map((entry) =>
    shown.map((column, i) => oneLine(cellText(column, entry), i === last ? 1000 : widest)),
  );
  const rows = [shown.map(({ title }) => title), ...cells];
  const widths = shown.map((_, i) => rows.reduce((most, row) => Math.max(most, row[i].length), 0));
  return rows.map((row) =>
    row
      .map((text, i) => (shown[i].digits === undefined ? text.padEnd(widths[i]) : text.padStart(widths[i])))
      .join('  ')
      .trimEnd(),
  );
}

/** The whole in a few words. */
export function summary({ entries, leftOut, seconds }: Library): string {
  const loading = entries.filter(({ loads }) => loads).length;
  const others = Object.entries(leftOut).sort(([, a], [, b]) => b - a);
  const count = others.reduce((sum, [, files]) => sum + files, 0);
  const kinds = others.map(([kind, files]) => `${files} ${kind}`).join(', ');
  return [
    `${entries.length} model files`,
    `${loading} load`,
    `${entries.length - loading} do not`,
    `${count} other files left out${count ? ` (${oneLine(kinds)})` : ''}`,
    `${seconds.toFixed(1)} s`,
  ].join(', ');
}
