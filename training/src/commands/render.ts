import type { Command } from 'commander';
import { durationSeconds } from '../audio/channels.js';
import { type BitDepth, readWav, writeWav } from '../audio/wav.js';
import { UserError } from '../errors.js';
import { addModelOptions, controlPositions, loadModel, type ModelOptions } from '../model/load.js';
import { addRateOptions, describeRate, type RateOptions, rateRequest } from '../model/rate.js';
import { renderAudio } from '../model/render.js';
import { notice, printResult } from './output.js';

const depths: BitDepth[] = ['16', '24', '32', '32f'];

interface Options extends RateOptions, ModelOptions {
  preset: string;
  in: string;
  out: string;
  set?: string[];
  bitDepth: BitDepth;
  json?: boolean;
}

export function define(command: Command): void {
  addModelOptions(addRateOptions(command))
    .requiredOption('--preset <file>', 'preset or model file')
    .requiredOption('--in <wav>', 'dry audio, of any sample rate from 8 to 192 kHz')
    .requiredOption('--out <wav>', 'file to write')
    .option('--set <control=value...>', "positions of the preset's knobs")
    .option('--bit-depth <depth>', depths.join(', '), '32f')
    .option('--json', 'print the result as one JSON object')
    .action(run);
}

async function run(options: Options): Promise<void> {
  if (!depths.includes(options.bitDepth))
    throw new UserError(`--bit-depth: expected one of ${depths.join(', ')}, found '${options.bitDepth}'.`);
  const model = await loadModel(options.preset, options);
  const { info } = model;
  for (const text of info.notices) notice(`${options.preset}: ${text}`);
  const dry = await readWav(options.in);
  const request = rateRequest(dry.sampleRate, options);
  const rate = model.atRate(request);
  if (rate.method !== 'none')
    notice(
      `${options.in}: the preset's ${info.sampleRate} Hz are played at ${dry.sampleRate} Hz: ${describeRate(rate)}`,
    );
  const started = performance.now();
  const wet = await renderAudio(model, dry, controlPositions(info.controls, options.set), request);
  const seconds = (performance.now() - started) / 1000;
  await writeWav(options.out, wet, { bitDepth: options.bitDepth });
  const timesRealTime = durationSeconds(dry) / seconds;
  printResult(options.json, { out: options.out, seconds, timesRealTime, sampleRate: wet.sampleRate, rate }, [
    ['wrote', options.out],
    ['model', `${seconds.toFixed(3)} s, ${timesRealTime.toFixed(0)} times faster than real time`],
  ]);
}
