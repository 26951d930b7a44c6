import { readPreset, type WriteFormat, writeFormats, writePreset } from '@tonewright/presets';
import type { Command } from 'commander';
import { UserError } from '../errors.js';
import { atomicWrite } from '../io/atomicWrite.js';
import { readModelFile } from '../model/load.js';
import { notice, printResult } from './output.js';

export function define(command: Command): void {
  command
    .requiredOption('--in <file>', 'model file: Tonewright, RTNeural, AIDA-X or PyTorch-style JSON, or .nam')
    .requiredOption('--out <file>', 'file to write')
    .option('--to <format>', writeFormats.join(', '), 'tonewright')
    .option(
      '--size <0..1>',
      'of a .nam that holds its model in several sizes: 0 the smallest, 1 the largest',
      Number,
      1,
    )
    .option('--json', 'print the result as one JSON object')
    .action(run);
}

interface Options {
  in: string;
  out: string;
  to: WriteFormat;
  size: number;
  json?: boolean;
}

async function run(options: Options): Promise<void> {
  if (!writeFormats.includes(options.to))
    throw new UserError(`--to: expected one of ${writeFormats.join(', ')}, found '${options.to}'.`);
  const { preset, format, notices } = readPreset(await readModelFile(options.in), { size: options.size });
  for (const text of notices) notice(`${options.in}: ${text}`);
  await atomicWrite(options.out, writePreset(preset, options.to));
  printResult(options.json, { in: options.in, from: format, out: options.out, to: options.to }, [
    ['wrote', `${options.out} (${format} to ${options.to})`],
  ]);
}
