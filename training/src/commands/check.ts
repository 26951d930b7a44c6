import type { Command } from 'commander';
import { checkPair, type Severity } from '../data/checks.js';
import { UserError } from '../errors.js';
import { rawRateOption, readRecording } from '../trainer/recordings.js';
import { printResult } from './output.js';

const marks: Record<Severity, string> = { ok: 'ok', info: 'info', warning: 'WARNING', error: 'ERROR' };

export function define(command: Command): void {
  command
    .requiredOption('--input <file>', 'dry recording')
    .requiredOption('--target <file>', 'wet recording')
    .option(...rawRateOption)
    .option('--json', 'print the result as one JSON object')
    .action(run);
}

async function run(options: { input: string; target: string; rawRate?: number; json?: boolean }): Promise<void> {
  const [dry, wet] = await Promise.all([readRecording(options.input, options), readRecording(options.target, options)]);
  const { findings, trainable, alignment, repeatEsr } = await checkPair(dry, wet);
  const { votes: _, ...delay } = alignment;
  const result = { input: options.input, target: options.target, trainable, findings, ...delay, repeatEsr };
  printResult(options.json, result, [
    ...findings.map(({ id, severity, message, advice }): [string, string] => [
      `${marks[severity].padEnd(7)} ${id}`,
      advice && severity !== 'ok' ? `${message} ${advice}` : message,
    ]),
    ['', trainable ? 'This pair can be trained on.' : 'This pair cannot be trained on as it is.'],
  ]);
  if (!trainable) throw new UserError(`${options.target} cannot be trained on: see the findings marked ERROR.`);
}
