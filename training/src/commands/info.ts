import type { ModelInfo } from '@tonewright/addon';
import { type Control, type Metadata, type ModelSpec, readPreset, weightCount } from '@tonewright/presets';
import type { Command } from 'commander';
import { describeArchitecture } from '../model/architecture.js';
import { familyOf } from '../model/family.js';
import { layersText } from '../model/layersText.js';
import { addModelOptions, loadModel, type ModelOptions, readModelFile } from '../model/load.js';
import { addRateOptions, describeRate, type RateOptions, rateRequest } from '../model/rate.js';
import { printResult } from './output.js';

interface Options extends RateOptions, ModelOptions {
  atRate?: number;
  json?: boolean;
}

export function define(command: Command): void {
  addModelOptions(addRateOptions(command))
    .argument('<file>', 'preset or model file')
    .option('--at-rate <hz>', 'how the model is played by a host at this sample rate', Number)
    .option('--json', 'print the result as one JSON object')
    .action(run);
}

type Row = [label: string, value: string];

async function run(path: string, options: Options): Promise<void> {
  const bytes = await readModelFile(path);
  const { preset, format, notices } = readPreset(bytes, options);
  const model = await loadModel(path, options);
  const { info } = model;
  const isPlayed = options.atRate !== undefined || options.oversample !== '1';
  const rate = isPlayed ? model.atRate(rateRequest(options.atRate ?? info.sampleRate, options)) : undefined;
  const { spec, controls, metadata } = preset;
  const [family, architecture, weights] = [familyOf(spec), describeArchitecture(spec), weightCount(spec)];
  const selfTest = preset.selfTest ? 'passed' : 'none in the file';
  const facts = { preset: path, format, family, architecture, weights };
  const result = { ...facts, ...spec, controls, metadata, selfTest, notices, cost: info, ...(rate && { rate }) };
  printResult(options.json, result, [
    ['file', path],
    ['format', format],
    ['name', metadata.name ?? '-'],
    ['family', family],
    ['architecture', `${architecture || 'linear'}${spec.skip ? ', skip' : ''}`],
    ['layers', layersText(spec.layers)],
    ['weights', `${weights}`],
    ...playing(spec, info),
    ...(rate ? [[`at ${rate.sampleRate} Hz`, describeRate(rate)] satisfies Row] : []),
    ['self-test', selfTest],
    ...controls.map(controlRow),
    ...metadataRows(metadata),
    ...notices.map((text): Row => ['notice', text]),
  ]);
}

function playing(spec: ModelSpec, info: ModelInfo): Row[] {
  const { receptiveFieldSamples: field, memoryBytes } = info;
  const memory = memoryBytes === null ? '' : `, ${memoryBytes} bytes of state and scratch`;
  return [
    ['sample rate', `${spec.sampleRate} Hz`],
    ['gains', `${spec.inputGainDb} dB in, ${spec.outputGainDb} dB out`],
    ...(spec.settleSamples ? [['start', `after ${spec.settleSamples} samples of silence`] satisfies Row] : []),
    ['latency', `${info.latencySamples} samples`],
    ['receptive field', field === null ? 'unbounded' : `${field} samples`],
    ['cost', `${info.macsPerSample} multiply-adds per sample${memory}`],
    ['engine', `${info.engine}, ${info.variant}`],
  ];
}

const controlRow = ({ id, name, min, max, unit, default: initial }: Control): Row => [
  `control ${id}`,
  `${name}, ${min} to ${max}${unit ? ` ${unit}` : ''}, default ${initial}`,
];

/** Fields that are better read under another name, with their unit. */
const named: Record<string, (value: unknown) => Row> = {
  esr: (value) => ['validation ESR', `${value}`],
  input_level_dbu: (value) => ['input level', `${value} dBu at full scale`],
  output_level_dbu: (value) => ['output level', `${value} dBu at full scale`],
};

const metadataRows = ({ name: _, ...metadata }: Metadata): Row[] =>
  Object.entries(metadata).map(([key, value]): Row => {
    if (Object.hasOwn(named, key)) return named[key](value);
    return [key, typeof value === 'string' ? value : (JSON.stringify(value) ?? '')];
  });
