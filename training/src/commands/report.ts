import { existsSync, readFileSync } from 'node:fs';
import { readPreset } from '@tonewright/presets';
import type { Command } from 'commander';
import { addModelOptions, controlPositions, loadModel, type ModelOptions, readModelFile } from '../model/load.js';
import { alignPair, parseDelay } from '../trainer/dataset.js';
import { historyFromCsv } from '../trainer/history.js';
import { storedTraining } from '../trainer/preset.js';
import { readPair } from '../trainer/recordings.js';
import { reportPreset } from '../trainer/report.js';
import { lossLogPath, notice, printResult } from './output.js';

interface Options extends ModelOptions {
  preset: string;
  input: string;
  target: string;
  out: string;
  log?: string;
  delay?: string;
  set?: string[];
  json?: boolean;
}

export function define(command: Command): void {
  addModelOptions(command)
    .requiredOption('--preset <file>', 'preset or model file')
    .requiredOption('--input <file>', 'dry recording to show it on')
    .requiredOption('--target <file>', 'what the device made of it')
    .requiredOption('--out <html>', 'file to write')
    .option('--log <csv>', 'loss log of the training; default: beside the preset')
    .option('--delay <samples>', 'samples to move the target earlier by; auto: find them; default: as in the training')
    .option('--set <control=value...>', "positions of the preset's knobs")
    .option('--json', 'print the result as one JSON object')
    .action(run);
}

async function run(options: Options): Promise<void> {
  const model = await loadModel(options.preset, options);
  const { preset } = readPreset(await readModelFile(options.preset), options);
  const pair = await readPair(options.input, options.target, { sampleRate: model.info.sampleRate, notice });
  const controls = controlPositions(model.info.controls, options.set);
  const training = storedTraining(preset);
  const delay = options.delay === undefined ? (training?.shiftSamples ?? 'auto') : parseDelay(options.delay);
  const pairAligned = alignPair({ ...pair, controls }, delay, training?.takeSamples);
  const log = options.log ?? lossLogPath(options.preset);
  const history = options.log || existsSync(log) ? historyFromCsv(readFileSync(log, 'utf8')) : [];
  await reportPreset(options.out, preset, model, pairAligned, history);
  printResult(options.json, { preset: options.preset, out: options.out }, [['wrote', options.out]]);
}
