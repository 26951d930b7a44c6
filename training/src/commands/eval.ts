import type { RateRequest } from '@tonewright/addon';
import { readPreset } from '@tonewright/presets';
import type { Command } from 'commander';
import { type AliasingResult, measureAliasing } from '../metrics/aliasing.js';
import { evaluateModel, figureRows } from '../model/evaluate.js';
import { addModelOptions, controlPositions, loadModel, type ModelOptions, readModelFile } from '../model/load.js';
import { oversampleOption, rateRequest } from '../model/rate.js';
import { alignPair, parseDelay } from '../trainer/dataset.js';
import { storedTraining } from '../trainer/preset.js';
import { rawRateOption, readPair } from '../trainer/recordings.js';
import { parseSettings } from '../trainer/settings.js';
import { notice, printResult } from './output.js';

interface Options extends ModelOptions {
  preset: string;
  input: string;
  target: string;
  delay?: string;
  take?: string;
  set?: string[];
  oversample: string;
  rawRate?: number;
  json?: boolean;
}

export function define(command: Command): void {
  addModelOptions(command)
    .requiredOption('--preset <file>', 'preset or model file')
    .requiredOption('--input <file>', 'dry recording')
    .requiredOption('--target <file>', 'wet recording')
    .option('--delay <samples>', 'samples to move the target earlier by; auto: find them; default: as in the training')
    .option(
      '--take <samples>',
      'length of the takes from rest that the recordings are joined from; default: as in the training',
    )
    .option('--set <control=value...>', "positions of the preset's knobs")
    .option(...oversampleOption)
    .option(...rawRateOption)
    .option('--json', 'print the result as one JSON object')
    .action(run);
}

const aliasingText = ({ meanDb, worstDb }: AliasingResult) =>
  `mean ${meanDb.toFixed(1)} dB, worst ${worstDb.toFixed(1)} dB against the harmonics of sines`;

async function run(options: Options): Promise<void> {
  const model = await loadModel(options.preset, options);
  const { preset } = readPreset(await readModelFile(options.preset), options);
  const training = storedTraining(preset);
  const { sampleRate, controls } = model.info;
  const pair = await readPair(options.input, options.target, { sampleRate, rawRate: options.rawRate, notice });
  const knobs = controlPositions(controls, options.set);
  const delay = options.delay === undefined ? (training?.shiftSamples ?? 'auto') : parseDelay(options.delay);
  const take = options.take === undefined ? training?.takeSamples : parseSettings({ take: options.take }).take;
  const aligned = alignPair({ ...pair, controls: knobs }, delay, take);
  const started = performance.now();
  const { evaluation } = await evaluateModel(model, aligned);
  const renderSeconds = (performance.now() - started) / 1000;
  const request = rateRequest(sampleRate, { ...options, rateMethod: 'auto' });
  const { oversampling } = request;
  const aliasingOf = (playing?: RateRequest) =>
    measureAliasing((input) => model.process(input, knobs, playing), { sampleRate });
  const aliasing = await aliasingOf();
  const oversampled = oversampling === 1 ? undefined : await aliasingOf(request);
  const result = {
    preset: options.preset,
    ...evaluation,
    aliasingDb: { worst: aliasing.worstDb, mean: aliasing.meanDb },
    ...(oversampled && {
      oversampled: { oversampling, aliasingDb: { worst: oversampled.worstDb, mean: oversampled.meanDb } },
    }),
    seconds: training?.seconds ?? null,
    samplesPerSecond: training?.samplesPerSecond ?? null,
    renderSeconds,
    delaySamples: training?.delaySamples ?? aligned.delaySamples,
    shiftSamples: aligned.shiftSamples,
    takeSamples: aligned.takeSamples,
  };
  printResult(options.json, result, [
    ...figureRows(evaluation),
    ['aliasing', aliasingText(aliasing)],
    ...(oversampled ? [[`at ${oversampling}x`, aliasingText(oversampled)] as [string, string]] : []),
    ['alignment', `target moved earlier by ${aligned.shiftSamples} samples`],
    ...(take ? [['takes', `of ${take} samples, each from rest`] as [string, string]] : []),
  ]);
}
