import type { Engine } from '@tonewright/addon';
import { readPreset, weightCount } from '@tonewright/presets';
import type { Command } from 'commander';
import { describeArchitecture } from '../model/architecture.js';
import { engineOption, loadModel, readModelFile } from '../model/load.js';
import { addRateOptions, describeRate, type RateOptions, rateRequest } from '../model/rate.js';
import { printResult } from './output.js';

interface Options extends RateOptions {
  engine: Engine;
  atRate?: number;
  json?: boolean;
}

export function define(command: Command): void {
  addRateOptions(command)
    .argument('<file>', 'preset or model file')
    .option('--at-rate <hz>', 'how the model is played by a host at this sample rate', Number)
    .option(...engineOption)
    .option('--json', 'print the result as one JSON object')
    .action(run);
}

async function run(path: string, options: Options): Promise<void> {
  const bytes = await readModelFile(path);
  const { preset, format, notices } = readPreset(bytes);
  const model = await loadModel(path, options.engine);
  const { info } = model;
  const isPlayed = options.atRate !== undefined || options.oversample !== '1';
  const rate = isPlayed ? model.atRate(rateRequest(options.atRate ?? info.sampleRate, options)) : undefined;
  const { spec, controls, metadata } = preset;
  const architecture = describeArchitecture(spec);
  const weights = weightCount(spec);
  const selfTest = preset.selfTest ? 'passed' : 'none in the file';
  const memory = info.memoryBytes === null ? '' : `, ${info.memoryBytes} bytes of state and scratch`;
  const result = {
    preset: path,
    format,
    architecture,
    weights,
    ...spec,
    controls,
    metadata,
    selfTest,
    notices,
    cost: info,
    ...(rate && { rate }),
  };
  printResult(options.json, result, [
    ['file', path],
    ['format', format],
    ['name', metadata.name ?? '-'],
    ['architecture', `${architecture || 'linear'}${spec.skip ? ', skip' : ''}`],
    ['weights', `${weights}`],
    ['sample rate', `${spec.sampleRate} Hz`],
    ['gains', `${spec.inputGainDb} dB in, ${spec.outputGainDb} dB out`],
    ['latency', `${info.latencySamples} samples`],
    ...(rate ? [[`at ${rate.sampleRate} Hz`, describeRate(rate)] as [string, string]] : []),
    ['receptive field', info.receptiveFieldSamples === null ? 'unbounded' : `${info.receptiveFieldSamples} samples`],
    ['cost', `${info.macsPerSample} multiply-adds per sample${memory}`],
    ['engine', `${info.engine}, ${info.variant}`],
    ['self-test', selfTest],
    ...controls.map((c): [string, string] => [
      `control ${c.id}`,
      `${c.name}, ${c.min} to ${c.max}${c.unit ? ` ${c.unit}` : ''}, default ${c.default}`,
    ]),
    ...Object.entries(metadata)
      .filter(([key, value]) => key !== 'name' && typeof value !== 'object')
      .map(([key, value]): [string, string] => [key, String(value)]),
    ...notices.map((text): [string, string] => ['notice', text]),
  ]);
}
