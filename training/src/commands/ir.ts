import type { Command } from 'commander';
import { readWav } from '../audio/wav.js';
import { chooseChannel } from '../room/channel.js';
import { compareMeasures, type RoomComparison } from '../room/compare.js';
import { measureRoom, type RoomMeasures } from '../room/measure.js';
import { printResult } from './output.js';

type Row = [label: string, value: string];

export function define(command: Command): void {
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

export function comparisonRows({ bands, curve }: RoomComparison): Row[] {
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
    return measureRoom(chooseChannel(audio, options.channel), audio.sampleRate);
  };
  const room = await read(path);
  const comparison = options.against ? compareMeasures(await read(options.against), room) : undefined;
  const result = { ...room, decayCurveDb: [...room.decayCurveDb], comparison };
  printResult(options.json, result, [...measureRows(room), ...(comparison ? comparisonRows(comparison) : [])]);
}
