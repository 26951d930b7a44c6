import { NativeModel } from '@tonewright/addon';
import { writePreset } from '@tonewright/presets';
import type { Command } from 'commander';
import { monoAudio } from '../audio/channels.js';
import { checkPair } from '../data/checks.js';
import { UserError } from '../errors.js';
import { boards } from '../firmware/boards.js';
import { bestFit, fitOf } from '../firmware/fitting.js';
import { atomicWrite } from '../io/atomicWrite.js';
import type { Evaluation } from '../metrics/evaluate.js';
import { evaluateModel, figureRows } from '../model/evaluate.js';
import { type AlignedPair, alignPair, type DelayChoice, parseDelay, validationStart } from '../trainer/dataset.js';
import { historyToCsv } from '../trainer/history.js';
import { type Knobs, parseKnobs } from '../trainer/knobs.js';
import { makePreset, type StoredTraining } from '../trainer/preset.js';
import { type Pair, rawRateOption, readPair, stem } from '../trainer/recordings.js';
import { reportPreset } from '../trainer/report.js';
import {
  flagName,
  number,
  parseSettings,
  settingsTable,
  settingsToFlags,
  type TrainingSettings,
} from '../trainer/settings.js';
import { teach } from '../trainer/teacher.js';
import { type Training, train } from '../trainer/train.js';
import { readBoard } from './fit.js';
import { lossLogPath, notice, printResult } from './output.js';
import { progressBar } from './progressBar.js';

type SettingTexts = { [K in keyof TrainingSettings]?: string };

interface Options extends SettingTexts {
  input: string[];
  target: string[];
  valInput?: string[];
  valTarget?: string[];
  testInput?: string;
  testTarget?: string;
  control?: string[];
  out: string;
  name?: string;
  author?: string;
  gear?: string;
  delay: string;
  skip?: boolean;
  rate?: number;
  rawRate?: number;
  log?: string;
  report?: string;
  checkpointSeconds: string;
  resume?: boolean;
  force?: boolean;
  fit?: string;
  teacher?: string;
  teacherSeconds: string;
  json?: boolean;
}

export function define(command: Command): void {
  command
    .requiredOption('--input <file...>', 'dry recordings; one may serve several targets')
    .requiredOption('--target <file...>', 'what the device made of them')
    .requiredOption('--out <file>', 'preset to write')
    .option('--val-input <file...>', 'separate recordings to validate on')
    .option('--val-target <file...>')
    .option('--test-input <file>', 'a recording that is only measured, at the end')
    .option('--test-target <file>')
    .option('--control <id=values...>', 'a knob and its value in each recording: drive=0,0.5,1 or drive:0..10=0,5,10')
    .option('--name <text>', 'name of the preset; default: the file name')
    .option('--author <text>')
    .option('--gear <text>', 'what was recorded')
    .option('--delay <samples>', 'samples to move the target earlier by; auto: found by correlation', 'auto')
    .option('--skip', 'a path from input to output beside the network (default: as the kind of network has it)')
    .option('--no-skip', 'none')
    .option('--rate <hz>', 'sample rate of the preset; default: of the first recording', Number)
    .option(...rawRateOption)
    .option('--log <csv>', 'loss log; default: beside the preset')
    .option('--report <html>', 'write a report')
    .option('--checkpoint-seconds <s>', 'time between checkpoints, from which --resume goes on', '5')
    .option('--resume', 'go on from the checkpoint beside the preset')
    .option(
      '--fit <board>',
      `a pedal that it is to run on (${Object.keys(boards).join(', ')}): without --arch the largest network that fits`,
    )
    .option('--teacher <preset>', 'a larger preset of the same device, which plays more for this one to learn from')
    .option('--teacher-seconds <s>', 'of guitar that the teacher plays for each position of the knobs', '60')
    .option('--force', 'train although the check of the recordings found errors')
    .option('--json', 'print the result as one JSON object');
  for (const [key, { argument, default: standard, help }] of Object.entries(settingsTable))
    command.option(`${flagName(key)} <${argument}>`, `${help} (default: ${standard})`);
  command.action(run);
}

async function run(options: Options): Promise<void> {
  if (options.fit) options.arch = archFor(options.fit, options);
  const settings = parseSettings(options);
  const recordings = await readRecordings(options, parseDelay(options.delay), settings.take);
  const training = await trainWithProgress(options, settings, recordings);
  const stored = trainingRecord(options, settings, recordings, training);
  const preset = await makePreset(training.spec, training.result.weights, recordings.knobs.controls, {
    name: options.name ?? stem(options.out),
    author: options.author,
    gear: options.gear,
    esr: training.result.validationEsr,
    delaySamples: stored.delaySamples,
    training: { ...stored },
  });
  await atomicWrite(options.out, writePreset(preset));
  await atomicWrite(logPath(options), historyToCsv(training.history));

  const model = NativeModel.create(preset.spec, preset.weights);
  const separate = recordings.validation?.[0];
  const { kept, leadIn } = separate
    ? { kept: separate, leadIn: 0 }
    : keptPart(recordings.pairs[0], settings.validation);
  const { evaluation } = await evaluateModel(model, kept, leadIn);
  const test = recordings.test && (await evaluateModel(model, recordings.test)).evaluation;
  const command = `tonewright ${process.argv.slice(2).join(' ')}`;
  if (options.report)
    await reportPreset(options.report, preset, model, recordings.test ?? kept, training.history, command);
  printTraining(options, training, stored, evaluation, test);
  if (training.result.reason === 'cancelled') process.exitCode = 130;
}

/** The network for a pedal: the user's, with a warning when it does not fit, or the largest that does. */
function archFor(name: string, { arch, control = [], rate }: Options): string {
  const board = readBoard(name);
  const inputs = 1 + control.length;
  if (!arch) return bestFit(board, inputs);
  const { problems } = fitOf(arch, board, inputs, rate ?? board.sampleRate);
  for (const problem of problems) notice(`${arch} will not run on ${board.name}: ${problem}`);
  return arch;
}

const logPath = ({ log, out }: Options) => log ?? lossLogPath(out);

interface Recordings {
  pairs: AlignedPair[];
  validation?: AlignedPair[];
  test?: AlignedPair;
  knobs: Knobs;
}

async function readRecordings(options: Options, delay: DelayChoice, take: number): Promise<Recordings> {
  const paths = pairPaths('--input', options.input, '--target', options.target);
  const knobs = parseKnobs(options.control ?? [], paths.length);
  const pairs: AlignedPair[] = [];
  let sampleRate = options.rate;
  const read = async ([dry, wet]: [string, string], controls: number[]) => {
    const pair = await readPair(dry, wet, { rawRate: options.rawRate, sampleRate, notice });
    sampleRate = pair.sampleRate;
    return { ...pair, controls };
  };
  for (const [i, path] of paths.entries()) {
    const pair = await read(path, knobs.positions[i]);
    await checkRecording(pair, delay, options.force);
    pairs.push(alignPair(pair, delay, take));
  }
  // Other takes with the same set-up have the same delay; their own would be found from less material.
  const alike = async (dry: string[] | undefined, wet: string[] | undefined, which: string) => {
    const others = pairPaths(`--${which}-input`, dry ?? [], `--${which}-target`, wet ?? []);
    const read1 = async (path: [string, string]) =>
      alignPair(await read(path, knobs.positions[0]), pairs[0].shiftSamples, take);
    return others.length ? Promise.all(others.map(read1)) : undefined;
  };
  const validation = await alike(options.valInput, options.valTarget, 'val');
  const test = await alike(list(options.testInput), list(options.testTarget), 'test');
  return { pairs, validation, test: test?.[0], knobs };
}

const list = (path?: string) => (path === undefined ? [] : [path]);

function pairPaths(dryFlag: string, dry: string[], wetFlag: string, wet: string[]): [string, string][] {
  if (dry.length !== wet.length && !(dry.length === 1 && wet.length > 1))
    throw new UserError(
      `Expected as many files behind ${dryFlag} as behind ${wetFlag} (or one dry file for all); found ${dry.length} and ${wet.length}.`,
    );
  return wet.map((path, i) => [dry[dry.length === 1 ? 0 : i], path]);
}

/** Says what the check found; errors end the training unless it is forced, or the delay is given and only it was unclear. */
async function checkRecording({ name, dry, wet, sampleRate }: Pair, delay: DelayChoice, force = false): Promise<void> {
  const { findings } = await checkPair(monoAudio(dry, sampleRate), monoAudio(wet, sampleRate));
  for (const { severity, message, advice } of findings)
    if (severity === 'warning' || severity === 'error') notice(`${name}: ${severity}: ${message} ${advice}`);
  const errors = findings.filter(({ id, severity }) => severity === 'error' && (delay === 'auto' || id !== 'delay'));
  if (errors.length && !force)
    throw new UserError(
      `${name} and its target cannot be trained on: ${errors[0].message} ${errors[0].advice} (--force trains all the same.)`,
    );
}

async function trainWithProgress(
  options: Options,
  settings: TrainingSettings,
  recordings: Recordings,
): Promise<Training> {
  const { pairs, validation, knobs } = recordings;
  const lessons = options.teacher
    ? await teach(options.teacher, {
        sampleRate: pairs[0].sampleRate,
        seconds: number(1, 3600)(options.teacherSeconds),
        positions: knobs.positions,
        seed: settings.seed,
      })
    : undefined;
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const bar = progressBar(settings.minutes * 60);
  try {
    return await train({
      settings,
      pairs,
      validationPairs: validation,
      lessons,
      controls: knobs.controls,
      skip: options.skip,
      checkpointPath: `${options.out}.checkpoint`,
      checkpointSeconds: number(0.01, 1e6)(options.checkpointSeconds),
      resume: options.resume ?? false,
      onProgress: bar.show,
      signal: stop.signal,
    });
  } finally {
    bar.stop();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

function trainingRecord(
  options: Options,
  settings: TrainingSettings,
  { pairs }: Recordings,
  { result, samplesPerSecond }: Training,
): StoredTraining {
  return {
    arch: settings.arch,
    flags: settingsToFlags(options),
    delaySamples: pairs[0].delaySamples,
    shiftSamples: pairs[0].shiftSamples,
    takeSamples: settings.take,
    epochs: result.epochs,
    bestEpoch: result.bestEpoch,
    seconds: result.seconds,
    samplesPerSecond: Math.round(samplesPerSecond),
  };
}

/** Audio before the kept part that only sets the model's state: the device did not come from rest there either. */
const leadInSeconds = 1;

/** The part that was kept from training with its lead-in, to be measured behind it; the whole when none was kept. */
function keptPart(pair: AlignedPair, share: number): { kept: AlignedPair; leadIn: number } {
  const start = share > 0 ? validationStart(pair, share) : 0;
  const leadIn = pair.takeSamples ? 0 : Math.min(start, Math.round(leadInSeconds * pair.sampleRate));
  const from = start - leadIn;
  return { kept: { ...pair, dry: pair.dry.subarray(from), wet: pair.wet.subarray(from) }, leadIn };
}

function printTraining(
  options: Options,
  { result }: Training,
  stored: StoredTraining,
  validation: Evaluation,
  test?: Evaluation,
): void {
  const { seconds, samplesPerSecond, delaySamples, shiftSamples } = stored;
  const testResult = test && {
    testEsr: test.esr,
    testEsrPreEmphasised: test.esrPreEmphasised,
    testMse: test.mse,
    testMae: test.mae,
    testMrstft: test.mrstft,
  };
  const json = {
    preset: options.out,
    ...validation,
    ...testResult,
    seconds,
    samplesPerSecond,
    delaySamples,
    shiftSamples,
    epochs: result.epochs,
    bestEpoch: result.bestEpoch,
    reason: result.reason,
    recoveries: result.recoveries,
    log: logPath(options),
    report: options.report,
  };
  printResult(options.json, json, [
    ['wrote', `${options.out}${result.reason === 'epochs' ? '' : ` (training ended early: ${result.reason})`}`],
    [
      'training',
      `${result.epochs} epochs in ${seconds.toFixed(1)} s, ${(samplesPerSecond / 1e6).toFixed(1)} million samples per second`,
    ],
    ['delay', `${delaySamples.toFixed(2)} samples found, target moved earlier by ${shiftSamples}`],
    ...figureRows(validation).map(([label, value]): [string, string] => [`validation ${label}`, value]),
    ...(test ? figureRows(test).map(([label, value]): [string, string] => [`test ${label}`, value]) : []),
  ]);
}
