import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { toMono } from '../audio/channels.js';
import { resample } from '../audio/resample.js';
import { readWav } from '../audio/wav.js';
import { UserError } from '../errors.js';
import { maxPresets, writeBank } from '../firmware/bank.js';
import { type Board, boards } from '../firmware/boards.js';
import { buildFirmware } from '../firmware/build.js';
import { obstacles } from '../firmware/obstacles.js';
import { readPedalPreset } from '../firmware/pedalPreset.js';
import { atomicWrite } from '../io/atomicWrite.js';
import { readBoard } from './fit.js';
import { notice, printResult } from './output.js';

interface Options {
  board: string;
  out: string;
  weights: string;
  cabinet?: string;
  libdaisyDir?: string;
  bankOnly?: boolean;
  json?: boolean;
}

const weightKinds = ['float', 'int16'];
const maxTaps = 1024;

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
  const board = readBoard(options.board);
  if (!weightKinds.includes(options.weights))
    throw new UserError(`--weights: expected ${weightKinds.join(' or ')}, found '${options.weights}'.`);
  const needsLibDaisy = options.board === 'daisy-seed' && !options.bankOnly;
  if (needsLibDaisy && !options.libdaisyDir)
    throw new UserError(
      'The board daisy-seed needs libDaisy: name its checkout with --libdaisy-dir or LIBDAISY_DIR, or add --bank-only.',
    );
  const presets = [];
  for (const path of paths) {
    const entry = await readPedalPreset(path, options.weights === 'int16');
    const problems = obstacles(entry.preset.spec, entry.cost, board);
    if (problems.length === 0) presets.push(entry);
    else notice(`${path} is left out: ${problems.join('; ')}`);
  }
  if (presets.length === 0)
    throw new UserError(`None of the ${paths.length} presets fits. 'tonewright fit' says what would.`);
  if (presets.length > maxPresets)
    throw new UserError(`Expected at most ${maxPresets} presets; found ${presets.length}. Leave some out.`);
  const bank = writeBank(presets, board.sampleRate, await readCabinet(options.cabinet, board));
  if (bank.length > board.bankBytes)
    throw new UserError(
      `The presets take ${bank.length} bytes of ${board.bankBytes}. Leave some out, or use --weights int16.`,
    );
  await mkdir(options.out, { recursive: true });
  const bankPath = resolve(options.out, 'presets.bank');
  await atomicWrite(bankPath, bank);
  if (!options.bankOnly)
    await buildFirmware(
      options.board,
      bankPath,
      join(options.out, 'build'),
      options.libdaisyDir && resolve(options.libdaisyDir),
    );
  const table = presets.map(({ name, cost, image, weightsErrorDb }) => ({
    name,
    loadPercent: Math.round((100 * cost.cyclesPerSample) / board.cyclesPerSample),
    instructionsPerSample: cost.instructionsPerSample,
    flashBytes: image.length,
    ramBytes: cost.ramBytes,
    ...(weightsErrorDb !== undefined && { weightsErrorDb }),
  }));
  await atomicWrite(
    join(options.out, 'report.json'),
    `${JSON.stringify({ board: options.board, bankBytes: bank.length, presets: table }, null, 2)}\n`,
  );
  printResult(options.json, { out: options.out, board: options.board, bankBytes: bank.length, presets: table }, [
    ['wrote', options.bankOnly ? bankPath : `${join(options.out, 'build')}/pedal.elf and ${bankPath}`],
    ['presets', `${presets.length}, ${bank.length} bytes`],
    ...table.map((row): [string, string] => [
      row.name,
      `load ${row.loadPercent} % (estimated), flash ${row.flashBytes}, memory ${row.ramBytes} bytes` +
        (row.weightsErrorDb === undefined ? '' : `, weights' error ${row.weightsErrorDb.toFixed(0)} dB`),
    ]),
  ]);
}

async function readCabinet(path: string | undefined, board: Board): Promise<Float32Array> {
  if (!path) return new Float32Array();
  const audio = await resample(await readWav(path), board.sampleRate);
  const taps = toMono(audio).slice(0, maxTaps);
  const energy = Math.sqrt(taps.reduce((sum, x) => sum + x * x, 0));
  if (!(energy > 0)) throw new UserError(`${path}: expected an impulse response; found silence.`);
  return taps.map((x) => x / energy);
}
