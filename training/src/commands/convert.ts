import { readPreset, type WriteFormat, writePreset } from '@tonewright/presets';
import type { Command } from 'commander';
import { UserError } from '../errors.js';
import { atomicWrite } from '../io/atomicWrite.js';
import { readModelFile } from '../model/load.js';
import { notice, printResult } from './output.js';

const formats: WriteFormat[] = ['tonewright', 'rtneural', 'aida-x'];

export function define(command: Command): void {
  command
    .requiredOption('--in <file>', 'model file: Tonewright, RTNeural, AIDA-X or PyTorch-style JSON')
    .requiredOption('--out <file>', 'file to write')
    .option('--to <format>', formats.join(', '), 'tonewright')
    .option('--json', 'print the result as one JSON object')
    .action(run);
}

async function run(options: { in: string; out: string; to: WriteFormat; json?: boolean }): Promise<void> {
  if (!formats.includes(options.to))
    throw new UserError(`--to: expected one of ${formats.join(', ')}, found '${options.to}'.`);
  const { preset, format, notices } = readPreset(await readModelFile(options.in));
  for (const text of notices) notice(`${options.in}: ${text}`);
  await atomicWrite(options.out, writePreset(preset, options.to));
  printResult(options.json, { in: options.in, from: format, out: options.out, to: options.to }, [
    ['wrote', `${options.out} (${format} to ${options.to})`],
  ]);
}
