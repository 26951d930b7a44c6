import type { Command } from 'commander';
import { throughCabinet } from '../audio/cabinet.js';
import { type Audio, durationSeconds } from '../audio/channels.js';
import { writeRawPcm8 } from '../audio/rawPcm.js';
import { type BitDepth, readWav, writeWav } from '../audio/wav.js';
import { UserError } from '../errors.js';
import { addModelOptions, controlPositions, loadModel, type ModelOptions } from '../model/load.js';
import { addRateOptions, describeRate, type RateOptions, rateRequest } from '../model/rate.js';
import { renderAudio } from '../model/render.js';
import { readRoom } from '../room/read.js';
import { renderRoom } from '../room/render.js';
import { rawRateOption, readRecording } from '../trainer/recordings.js';
import { notice, printResult } from './output.js';

const depths: BitDepth[] = ['16', '24', '32', '32f'];

interface Options extends RateOptions, ModelOptions {
  preset: string;
  in: string;
  out: string;
  set?: string[];
  cabinet?: string;
  bitDepth: BitDepth;
  rawRate?: number;
  json?: boolean;
}

export function define(command: Command): void {
  addModelOptions(addRateOptions(command))
    .requiredOption('--preset <file>', 'preset or model file')
    .requiredOption('--in <file>', 'dry audio, of any sample rate from 8 to 192 kHz')
    .requiredOption('--out <file>', 'WAV file to write; with the ending .raw: headerless unsigned 8-bit PCM, mono')
    .option('--set <control=value...>', "positions of the preset's knobs")
    .option('--cabinet <file>', 'impulse response (WAV), or a room document of ir fit, to play behind the model')
    .option('--bit-depth <depth>', depths.join(', '), '32f')
    .option(...rawRateOption)
    .option('--json', 'print the result as one JSON object')
    .action(run);
}

const readCabinet = async (path: string): Promise<Audio> =>
  /\.json$/i.test(path) ? renderRoom(await readRoom(path)) : readWav(path);

async function run(options: Options): Promise<void> {
  if (!depths.includes(options.bitDepth))
    throw new UserError(`--bit-depth: expected one of ${depths.join(', ')}, found '${options.bitDepth}'.`);
  const model = await loadModel(options.preset, options);
  const { info } = model;
  const cabinet = options.cabinet ? await readCabinet(options.cabinet) : undefined;
  for (const text of info.notices) notice(`${options.preset}: ${text}`);
  const dry = await readRecording(options.in, { rawRate: options.rawRate });
  const request = rateRequest(dry.sampleRate, options);
  const rate = model.atRate(request);
  if (rate.method !== 'none')
    notice(
      `${options.in}: the preset's ${info.sampleRate} Hz are played at ${dry.sampleRate} Hz: ${describeRate(rate)}`,
    );
  const started = performance.now();
  const played = await renderAudio(model, dry, controlPositions(info.controls, options.set), request);
  const wet = cabinet ? await throughCabinet(played, cabinet) : played;
  const seconds = (performance.now() - started) / 1000;
  if (/\.raw$/i.test(options.out)) await writeRawPcm8(options.out, wet);
  else await writeWav(options.out, wet, { bitDepth: options.bitDepth });
  const timesRealTime = durationSeconds(dry) / seconds;
  printResult(options.json, { out: options.out, seconds, timesRealTime, sampleRate: wet.sampleRate, rate }, [
    ['wrote', options.out],
    ['model', `${seconds.toFixed(3)} s, ${timesRealTime.toFixed(0)} times faster than real time`],
  ]);
}
