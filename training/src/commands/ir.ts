import { basename } from 'node:path';
import type { Command } from 'commander';
import { type Audio, durationSeconds, frameCount, monoAudio } from '../audio/channels.js';
import { type BitDepth, readWav, writeWav } from '../audio/wav.js';
import { UserError } from '../errors.js';
import { chooseChannel } from '../room/channel.js';
import { compareRooms, type RoomComparison } from '../room/compare.js';
import { fitRoom } from '../room/fit.js';
import { type KnobTexts, knobRanges, readKnobs } from '../room/knobs.js';
import { decayCurveDb, measureRoom, type RoomMeasures } from '../room/measure.js';
import { readRoom, writeRoom } from '../room/read.js';
import { renderRoom } from '../room/render.js';
import { printResult } from './output.js';

const bitDepths: BitDepth[] = ['16', '24', '32', '32f'];

type Row = [label: string, value: string];

const knobOptions: Record<keyof KnobTexts, string> = {
  size: 'times of everything, as a multiple',
  rt60: 'decay at 500 Hz and 1 kHz in seconds, the other bands in proportion; or by band, 125=2.1,1000=1.4',
  brightness: 'tilt of everything but the direct sound, in dB per octave around 1 kHz',
  distance: 'from the source, as a multiple',
  predelay: 'silence before the direct sound, in ms',
};

export function define(command: Command): void {
  command
    .command('fit')
    .description("learn a room's recorded response as a small document with knobs")
    .argument('<wav>', 'impulse response')
    .requiredOption('-o, --out <file>', 'document to write')
    .option('--channel <which>', 'both, or one: left, right, mean, or a number from 1', 'both')
    .option('--seed <n>', 'of the noise that the diffuse sound is made of', Number, 1)
    .option('--rounds <n>', 'of the refinement; 0 leaves only what is measured directly', Number)
    .option('--json', 'print the result as one JSON object')
    .action(fit);
  const render = command
    .command('render')
    .description('make an impulse response of a room document')
    .argument('<room>', 'document that ir fit wrote')
    .requiredOption('-o, --out <wav>', 'file to write')
    .option('--rate <hz>', "sample rate; the recording's when absent", Number)
    .option('--channels <n>', '1 or 2; as recorded when absent', Number)
    .option('--seed <n>', 'another one is another room of the same kind', Number)
    .option('--noise', "with the recording's steady noise")
    .option('--bit-depth <depth>', bitDepths.join(', '), '32f')
    .option('--json', 'print the result as one JSON object')
    .action(renderDocument);
  for (const [name, summary] of Object.entries(knobOptions)) {
    const { least, most } = knobRanges[name as keyof KnobTexts];
    render.option(`--${name} <value>`, `${summary}; ${least} to ${most}`);
  }
  command
    .command('measure')
    .description('say how a room response decays: RT60 and levels by octave bands')
    .argument('<wav>', 'impulse response')
    .option('--channel <which>', 'left, right, mean, or a number from 1', 'left')
    .option('--against <wav>', 'another response to compare with')
    .option('--json', 'print the result as one JSON object')
    .action(measure);
}

const inSeconds = (value: number | undefined) => (value === undefined ? '-' : value.toFixed(value < 1 ? 3 : 2));

function measureRows(room: RoomMeasures): Row[] {
  const heading: Row = ['Hz', ['RT60 s', 'from', 'EDT s', 'level dB', 'decay dB'].map((x) => x.padStart(9)).join('')];
  return [
    ['length', `${room.seconds.toFixed(3)} s at ${room.sampleRate} Hz`],
    ['starts at', `${(1000 * room.onsetSeconds).toFixed(1)} ms`],
    [
      'RT60',
      room.midRt60Seconds ? `${inSeconds(room.midRt60Seconds)} s (mean of 500 Hz and 1 kHz)` : 'too little decay',
    ],
    ['clarity', `${room.clarityDb.toFixed(1)} dB (first 80 ms to the rest)`],
    heading,
    ...room.bands.map((band): Row => {
      const { rt60Seconds, rt60Range, edtSeconds, levelDb, decayDb } = band;
      const cells = [
        inSeconds(rt60Seconds),
        rt60Range ?? '-',
        inSeconds(edtSeconds),
        levelDb.toFixed(1),
        decayDb.toFixed(0),
      ];
      return [String(band.centreHz), cells.map((cell) => cell.padStart(9)).join('')];
    }),
  ];
}

function comparisonRows({ bands, curve }: RoomComparison): Row[] {
  const mark = (isMet: boolean) => (isMet ? '' : '  MISSED');
  return [
    ...bands.map(({ centreHz, referenceSeconds, seconds, isMet }): Row => {
      const values = `${inSeconds(seconds)} s, recorded ${inSeconds(referenceSeconds)} s`;
      return [`RT60 at ${centreHz} Hz`, values + mark(isMet)];
    }),
    ['decay curve', `within ${curve.worstDb.toFixed(2)} dB down to -40 dB${mark(curve.isMet)}`],
  ];
}

async function measure(path: string, options: { channel: string; against?: string; json?: boolean }): Promise<void> {
  const read = async (file: string) => {
    const audio = await readWav(file);
    return { samples: chooseChannel(audio, options.channel), sampleRate: audio.sampleRate };
  };
  const response = await read(path);
  const room = measureRoom(response.samples, response.sampleRate);
  const comparison = options.against ? compareRooms(await read(options.against), response) : undefined;
  const bands = room.bands.map(({ remaining: _, ...band }) => band);
  const result = { ...room, bands, decayCurveDb: [...decayCurveDb(room)], comparison };
  printResult(options.json, result, [...measureRows(room), ...(comparison ? comparisonRows(comparison) : [])]);
}

function wholeNumber(name: string, value: number | undefined, least: number, most: number): number | undefined {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return value;
  throw new UserError(`--${name}: expected a whole number from ${least} to ${most}, found ${value}.`);
}

const MOST_SEED = 0xffff_ffff;

interface FitCommand {
  out: string;
  channel: string;
  seed: number;
  rounds?: number;
  json?: boolean;
}

async function fit(path: string, options: FitCommand): Promise<void> {
  const seed = wholeNumber('seed', options.seed, 0, MOST_SEED);
  const rounds = wholeNumber('rounds', options.rounds, 0, 100);
  const recording = await readWav(path);
  const { sampleRate } = recording;
  const audio: Audio =
    options.channel === 'both' ? recording : monoAudio(chooseChannel(recording, options.channel), sampleRate);
  const started = performance.now();
  const room = fitRoom(audio, { name: basename(path).replace(/\.wav$/i, ''), seed, rounds });
  await writeRoom(options.out, room);
  const seconds = (performance.now() - started) / 1000;
  const rendered = await renderRoom(room);
  const comparisons = room.channels.map((_, c) =>
    compareRooms(
      { samples: audio.channels[c], sampleRate },
      { samples: rendered.channels[c], sampleRate: rendered.sampleRate },
    ),
  );
  printResult(options.json, { out: options.out, seconds, dispersion: room.dispersion, channels: comparisons }, [
    ['wrote', options.out],
    ['fitted in', `${seconds.toFixed(1)} s`],
    ...(room.dispersion ? [['spring', `carries up to ${room.dispersion.cutoffHz.toFixed(0)} Hz`] as Row] : []),
    ...comparisons.flatMap((comparison, c) => {
      const heading: Row[] = comparisons.length > 1 ? [[`channel ${c + 1}`, '']] : [];
      return [...heading, ...comparisonRows(comparison)];
    }),
  ]);
}

interface RenderCommand extends KnobTexts {
  out: string;
  rate?: number;
  channels?: number;
  seed?: number;
  noise?: boolean;
  bitDepth: BitDepth;
  json?: boolean;
}

async function renderDocument(path: string, options: RenderCommand): Promise<void> {
  if (!bitDepths.includes(options.bitDepth))
    throw new UserError(`--bit-depth: expected one of ${bitDepths.join(', ')}, found '${options.bitDepth}'.`);
  const sampleRate = wholeNumber('rate', options.rate, 8000, 192000);
  const channels = wholeNumber('channels', options.channels, 1, 2) as 1 | 2 | undefined;
  const seed = wholeNumber('seed', options.seed, 0, MOST_SEED);
  const room = await readRoom(path);
  const knobs = readKnobs(options, room.sampleRate);
  const audio = await renderRoom(room, { ...knobs, seed, noise: options.noise, sampleRate, channels });
  await writeWav(options.out, audio, { bitDepth: options.bitDepth });
  const result = { out: options.out, seconds: durationSeconds(audio), sampleRate: audio.sampleRate };
  const size = `${result.seconds.toFixed(3)} s, ${frameCount(audio)} samples at ${audio.sampleRate} Hz`;
  printResult(options.json, { ...result, channels: audio.channels.length }, [
    ['wrote', options.out],
    ['length', `${size}, ${audio.channels.length} channel(s)`],
  ]);
}
