import { basename, extname } from 'node:path';
import { NativeModel } from '@tonewright/addon';
import { type Preset, readPreset } from '@tonewright/presets';
import { meanSquare, powerToDb } from '../audio/channels.js';
import { synthesiseGuitar } from '../audio/guitar.js';
import { UserError } from '../errors.js';
import { readModelFile } from '../model/load.js';
import type { PedalPreset } from './bank.js';
import { costOf } from './cost.js';
import { packImage } from './packImage.js';

export const outputsOf = ({ spec }: Preset) => spec.layers.at(-1)!.outputs;

async function weightsErrorDb({ spec, controls }: Preset, exact: Uint8Array, coarse: Uint8Array): Promise<number> {
  const { sampleRate } = spec;
  const playing = synthesiseGuitar({ seconds: 2, sampleRate, seed: 1 });
  const places = controls.map(({ min, max, default: initial }) => (max > min ? (initial - min) / (max - min) : 0));
  const [a, b] = await Promise.all(
    [exact, coarse].map((image) => NativeModel.fromImage(image).process(playing, places)),
  );
  return powerToDb(meanSquare(a.map((x, i) => x - b[i])) / meanSquare(a));
}

/** A preset file as a pedal takes it. @throws UserError, PresetError or NativeError */
export async function readPedalPreset(path: string, isPacked: boolean): Promise<PedalPreset> {
  const bytes = await readModelFile(path);
  const { preset } = readPreset(bytes);
  if (outputsOf(preset) !== 1)
    throw new UserError(`${path}: expected a preset with one output; found ${outputsOf(preset)}.`);
  const image = NativeModel.read(bytes).image();
  const { packed, image: coarse } = packImage(image);
  return {
    ...(isPacked && { weightsErrorDb: await weightsErrorDb(preset, image, coarse) }),
    name: preset.metadata.name ?? basename(path, extname(path)),
    preset,
    image: isPacked ? packed : image,
    isPacked,
    cost: costOf(preset.spec, image.length, packed.length),
  };
}
