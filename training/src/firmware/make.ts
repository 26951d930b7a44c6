/** Presets into the firmware of a pedal: what `tonewright firmware` and the studio do. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { toMono } from '../audio/channels.js';
import { resample } from '../audio/resample.js';
import { readWav } from '../audio/wav.js';
import { UserError } from '../errors.js';
import { atomicWrite } from '../io/atomicWrite.js';
import { maxPresets, type PedalPreset, writeBank } from './bank.js';
import { type Board, boards } from './boards.js';
import { buildFirmware } from './build.js';
import { obstacles } from './obstacles.js';
import { readPedalPreset } from './pedalPreset.js';

export const weightKinds = ['float', 'int16'] as const;
export type WeightKind = (typeof weightKinds)[number];
export const maxTaps = 1024;

export interface FirmwareRequest {
  /** Preset files, in the order in which the pedal has them. */
  paths: string[];
  /** A name among `boards`. */
  board: string;
  /** `int16`: half the flash. */
  weights: WeightKind;
  /** Folder for all that is made. */
  out: string;
  /** WAV file of an impulse response. */
  cabinet?: string;
  /** Its checkout, for boards that have it. */
  libDaisy?: string;
  /** Builds nothing. */
  bankOnly?: boolean;
}

export interface PedalRow {
  name: string;
  /** Of the processor, estimated. */
  loadPercent: number;
  instructionsPerSample: number;
  flashBytes: number;
  ramBytes: number;
  weightsErrorDb?: number;
}

export interface Firmware {
  bankPath: string;
  bankBytes: number;
  presets: PedalRow[];
  /** Sentences about presets that do not fit. */
  leftOut: string[];
}

/**
 * Writes `presets.bank` and `report.json`, and builds the image into `build`. @throws UserError when none of the presets
 * fits, they are too many or too large together, or the image cannot be built
 */
export async function makeFirmware(request: FirmwareRequest): Promise<Firmware> {
  const { out, libDaisy, bankOnly } = request;
  const board = boards[request.board];
  const { presets, leftOut } = await presetsThatFit(request, board);
  const bank = writeBank(presets, board.sampleRate, await readCabinet(request.cabinet, board));
  if (bank.length > board.bankBytes)
    throw new UserError(
      `The presets take ${bank.length} bytes of ${board.bankBytes}. Leave some out, or take weights of 16 bits (int16).`,
    );
  await mkdir(out, { recursive: true });
  const bankPath = resolve(out, 'presets.bank');
  await atomicWrite(bankPath, bank);
  if (!bankOnly) await buildFirmware(request.board, bankPath, join(out, 'build'), libDaisy && resolve(libDaisy));
  const rows = presets.map((preset) => rowOf(preset, board));
  const report = { board: request.board, bankBytes: bank.length, presets: rows };
  await atomicWrite(join(out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  return { bankPath, bankBytes: bank.length, presets: rows, leftOut };
}

async function presetsThatFit({ paths, weights }: FirmwareRequest, board: Board) {
  const presets: PedalPreset[] = [];
  const leftOut: string[] = [];
  for (const path of paths) {
    const entry = await readPedalPreset(path, weights === 'int16');
    const problems = obstacles(entry.preset.spec, entry.cost, board);
    if (problems.length === 0) presets.push(entry);
    else leftOut.push(`${path} is left out: ${problems.join('; ')}`);
  }
  if (presets.length === 0)
    throw new UserError(`None of the ${paths.length} presets fits. 'tonewright fit' says what would.`);
  if (presets.length > maxPresets)
    throw new UserError(`Expected at most ${maxPresets} presets; found ${presets.length}. Leave some out.`);
  return { presets, leftOut };
}

export const loadPercent = (cyclesPerSample: number, board: Board) =>
  Math.round((100 * cyclesPerSample) / board.cyclesPerSample);

const rowOf = ({ name, cost, image, weightsErrorDb }: PedalPreset, board: Board): PedalRow => ({
  name,
  loadPercent: loadPercent(cost.cyclesPerSample, board),
  instructionsPerSample: cost.instructionsPerSample,
  flashBytes: image.length,
  ramBytes: cost.ramBytes,
  ...(weightsErrorDb !== undefined && { weightsErrorDb }),
});

async function readCabinet(path: string | undefined, board: Board): Promise<Float32Array> {
  if (!path) return new Float32Array();
  const audio = await resample(await readWav(path), board.sampleRate);
  const taps = toMono(audio).slice(0, maxTaps);
  const energy = Math.sqrt(taps.reduce((sum, x) => sum + x * x, 0));
  if (!(energy > 0)) throw new UserError(`${path}: expected an impulse response; found silence.`);
  return taps.map((x) => x / energy);
}
