import type { ListeningResults } from '@tonewright/training/listening-test';

const columns = [
  ...['title', 'listener', 'kind', 'seed', 'started', 'time', 'item'],
  ...['sound', 'role', 'rating', 'a', 'b', 'x', 'answer', 'right'],
];

/** Quoted where it must be; what a spreadsheet would take for a formula is made text. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : `${value}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A line for each answer (RFC 4180), of one sitting or of many. */
export function toCsv(all: ListeningResults[]): string {
  const rows = all.flatMap((results) => {
    const { title, listener, kind, seed, startedAt } = results;
    const head = [title, listener, kind, seed, startedAt];
    return results.kind === 'rating'
      ? results.answers.map(({ time, item, sound, role, rating }) => [
          ...[...head, time, item, sound, role, rating],
          ...['', '', '', '', ''],
        ])
      : results.answers.map(({ time, item, a, b, x, answer }) => [
          ...[...head, time, item, '', '', '', a, b, x, answer],
          x === answer ? 1 : 0,
        ]);
  });
  return `${[columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** Of letters, figures and hyphens. */
export const fileName = (text: string) => text.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'listening';
