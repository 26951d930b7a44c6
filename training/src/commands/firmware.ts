import { join } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../errors.js';
import { maxPresets } from '../firmware/bank.js';
import { boards } from '../firmware/boards.js';
import { makeFirmware, maxTaps, type WeightKind, weightKinds } from '../firmware/make.js';
import { readBoard } from './fit.js';
import { notice, printResult } from './output.js';

interface Options {
  board: string;
  out: string;
  weights: WeightKind;
  cabinet?: string;
  libdaisyDir?: string;
  bankOnly?: boolean;
  json?: boolean;
}

export function define(command: Command): void {
  command
    .argument('<presets...>', `preset or model files, ${maxPresets} at most, in the order in which the pedal has them`)
    .option('--board <board>', Object.keys(boards).join(', '), 'daisy-seed')
    .option('--out <folder>', 'folder for the firmware and its report', 'firmware-build')
    .option('--weights <kind>', `${weightKinds.join(' or ')}: half the flash, with an error that is reported`, 'float')
    .option('--cabinet <wav>', `impulse response, of which the first ${maxTaps} samples are played`)
    .option('--libdaisy-dir <folder>', 'checkout of libDaisy; default: LIBDAISY_DIR', process.env.LIBDAISY_DIR)
    .option('--bank-only', 'write the presets for a pedal and build nothing')
    .option('--json', 'print the result as one JSON object')
    .action(run);
}

async function run(paths: string[], options: Options): Promise<void> {
  const { board, weights, cabinet, out, bankOnly, json, libdaisyDir: libDaisy } = options;
  readBoard(board);
  if (!weightKinds.includes(weights))
    throw new UserError(`--weights: expected ${weightKinds.join(' or ')}, found '${weights}'.`);
  if (board === 'daisy-seed' && !bankOnly && !libDaisy)
    throw new UserError(
      'The board daisy-seed needs libDaisy: name its checkout with --libdaisy-dir or LIBDAISY_DIR, or add --bank-only.',
    );
  const { bankPath, bankBytes, presets, leftOut } = await makeFirmware({
    paths,
    board,
    weights,
    cabinet,
    out,
    libDaisy,
    bankOnly,
  });
  for (const sentence of leftOut) notice(sentence);
  printResult(json, { out, board, bankBytes, presets }, [
    ['wrote', bankOnly ? bankPath : `${join(out, 'build')}/pedal.elf and ${bankPath}`],
    ['presets', `${presets.length}, ${bankBytes} bytes`],
    ...presets.map((row): [string, string] => [
      row.name,
      `load ${row.loadPercent} % (estimated), flash ${row.flashBytes}, memory ${row.ramBytes} bytes` +
        (row.weightsErrorDb === undefined ? '' : `, weights' error ${row.weightsErrorDb.toFixed(0)} dB`),
    ]),
  ]);
}
