import type { Command } from 'commander';
import { captureLayout, makeCaptureSignal } from '../audio/captureSignal.js';
import { monoAudio } from '../audio/channels.js';
import { synthesiseGuitar } from '../audio/guitar.js';
import { seededRandom } from '../audio/random.js';
import { testProgramme } from '../audio/testSignals.js';
import { type BitDepth, writeWav } from '../audio/wav.js';
import { UserError } from '../errors.js';
import { printResult } from './output.js';

interface Options {
  out: string;
  kind: string;
  seconds: number;
  rate: number;
  seed: number;
  bitDepth: BitDepth;
  json?: boolean;
}

const makers: Record<string, (options: { seconds: number; sampleRate: number; seed: number }) => Float32Array> = {
  capture: (options) => makeCaptureSignal(options).samples,
  guitar: synthesiseGuitar,
  programme: ({ seconds, sampleRate, seed }) => testProgramme(seconds, sampleRate, seededRandom(seed)),
};

export function define(command: Command): void {
  command
    .requiredOption('--out <wav>', 'file to write')
    .option(
      '--kind <kind>',
      'capture: the test signal to play through a device; guitar: dry playing to try a preset on; programme: noises and sweeps with fades, to learn a filter from',
      'capture',
    )
    .option('--seconds <s>', 'length', Number, 120)
    .option('--rate <hz>', 'sample rate', Number, 48000)
    .option('--seed <n>', 'another seed plays other notes', Number, 1)
    .option('--bit-depth <depth>', '16, 24, 32 or 32f', '24')
    .option('--json', 'print the result as one JSON object')
    .action(run);
}

async function run({ out, kind, seconds, rate: sampleRate, seed, bitDepth, json }: Options): Promise<void> {
  const make = makers[kind];
  if (!make) throw new UserError(`--kind: expected ${Object.keys(makers).join(', ')}, found '${kind}'.`);
  const options = { seconds, sampleRate, seed };
  await writeWav(out, monoAudio(make(options), sampleRate), { bitDepth });
  const layout = kind === 'capture' ? captureLayout(options) : [];
  printResult(json, { out, kind, ...options, layout }, [
    ['wrote', `${out}, ${seconds} s at ${sampleRate} Hz`],
    ...layout.map((s): [string, string] => [
      `${(s.startSamples / sampleRate).toFixed(2).padStart(8)} s`,
      `${s.name}, ${(s.lengthSamples / sampleRate).toFixed(2)} s${s.levelDb === undefined ? '' : `, ${s.levelDb} dB`}`,
    ]),
  ]);
}
