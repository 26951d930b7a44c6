import type { Command } from 'commander';
import { atomicWrite } from '../io/atomicWrite.js';
import { ofFamily, sorted } from '../library/columns.js';
import { scanLibrary } from '../library/library.js';
import { renderPage } from '../library/page.js';
import { summary, table } from '../library/table.js';
import { notice, printResult } from './output.js';

interface Options {
  sort: string;
  family?: string;
  html?: string;
  json?: boolean;
}

export function define(command: Command): void {
  command
    .argument('<folder>', 'folder of model files, read with all folders below it')
    .option('--sort <column>', 'order by this column: file, family, cost, loudness ...; -cost: falling', 'file')
    .option('--family <name>', 'only models of this family, such as wavenet or lstm')
    .option('--html <file>', 'write a page to search and sort')
    .option('--json', 'print the result as one JSON object')
    .action(run);
}

async function run(folder: string, { sort, family, html, json }: Options): Promise<void> {
  sorted([], sort);
  const library = await scanLibrary(folder, progress());
  const chosen = family ? ofFamily(library.entries, family) : library.entries;
  const entries = sorted(chosen, sort);
  if (html) await atomicWrite(html, renderPage(library, entries));
  if (json) printResult(true, { ...library, entries, ...(html ? { html } : {}) }, []);
  else if (!html) for (const line of table(entries)) console.log(line);
  if (!json) console.log(html ? `wrote ${html}: ${summary(library)}` : `\n${summary(library)}`);
}

/** Says how far the scan is: in place in a terminal, else now and then. */
function progress(): () => void {
  const { isTTY } = process.stderr;
  const every = isTTY ? 100 : 5000;
  let files = 0;
  let said = performance.now();
  return () => {
    files++;
    const now = performance.now();
    if (now - said < every) return;
    said = now;
    if (isTTY) process.stderr.write(`\r${files} files`);
    else notice(`${files} files`);
  };
}
