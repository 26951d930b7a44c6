import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { startStudio } from '../studio/server.js';
import { number } from '../trainer/settings.js';
import { notice, printResult } from './output.js';

export function define(command: Command): void {
  command
    .argument('[folder]', 'where recordings, trainings and presets are kept', 'tonewright-studio')
    .option('--port <n>', 'port on this computer; 0: any that is free', '0')
    .option('--open', 'open it in the browser')
    .option('--json', 'print the address as one JSON object')
    .action(run);
}

/** The pages as scripts/build.sh makes them. */
const pages = fileURLToPath(new URL('../../../ui/dist/studio', import.meta.url));

async function run(folder: string, options: { port: string; open?: boolean; json?: boolean }): Promise<void> {
  const studio = await startStudio({ folder, port: number(0, 65535, true)(options.port), pages });
  for (const sentence of studio.notices) notice(sentence);
  printResult(options.json, { url: studio.url, folder }, [['studio', studio.url]]);
  if (options.open) openBrowser(studio.url);
  const end = () => studio.close().then(() => process.exit(0));
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

function openBrowser(url: string): void {
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform as string] ?? 'xdg-open';
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => notice('No browser could be opened. Open the address yourself.'));
  child.unref();
}
