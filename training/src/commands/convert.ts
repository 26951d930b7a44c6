import { lossesOf, readPreset, type WriteFormat, writeFormats, writePreset } from '@tonewright/presets';
import type { Command } from 'commander';
import { UserError } from '../errors.js';
import { atomicWrite } from '../io/atomicWrite.js';
import { readModelFile, sizeOption } from '../model/load.js';
import { notice, printResult } from './output.js';

export function define(command: Command): void {
  command
    .requiredOption('--in <file>', 'model file: Tonewright, RTNeural, AIDA-X or PyTorch-style JSON, or .nam')
    .requiredOption('--out <file>', 'file to write')
    .option('--to <format>', writeFormats.join(', '), 'tonewright')
    .option(...sizeOption)
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

async function run({ in: source, out, to, size, json }: Options): Promise<void> {
  if (!writeFormats.includes(to))
    throw new UserError(`--to: expected one of ${writeFormats.join(', ')}, found '${to}'.`);
  const { preset, format, notices } = readPreset(await readModelFile(source), { size });
  const text = writePreset(preset, to);
  const losses = lossesOf(preset, text);
  for (const sentence of notices) notice(`${source}: ${sentence}`);
  for (const sentence of losses) notice(`${out}: ${sentence}`);
  await atomicWrite(out, text);
  printResult(json, { in: source, from: format, out, to, notices: [...notices, ...losses] }, [
    ['wrote', `${out} (${format} to ${to})`],
  ]);
}
