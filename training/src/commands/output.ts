import { oneLine } from '../io/oneLine.js';

/** A command's result: one JSON object as the last line with `--json`, else a table of the figures given. */
export function printResult(json: boolean | undefined, result: object, rows: [label: string, value: string][]): void {
  if (json) {
    console.log(JSON.stringify(result));
    return;
  }
  const lines = rows.map(([label, value]) => [oneLine(label, 60), oneLine(value, 1000)]);
  const width = Math.max(...lines.map(([label]) => label.length));
  for (const [label, value] of lines) console.log(`${label.padEnd(width)}  ${value}`);
}

/** Notices, warnings and progress go to standard error, so that standard output stays the result. */
export function notice(message: string): void {
  console.error(oneLine(message, 2000));
}

/** Where the loss log of a preset lies unless another place is named. */
export const lossLogPath = (presetPath: string) => `${presetPath.replace(/\.json$/, '')}.loss.csv`;
