import { basename, extname } from 'node:path';
import { type ModelInfo, NativeModel } from '@tonewright/addon';
import { type Preset, readPreset } from '@tonewright/presets';
import { meanSquare, powerToDb } from '../audio/channels.js';
import { synthesiseGuitar } from '../audio/guitar.js';
import { UserError } from '../errors.js';
import { controlPositions, readModelFile } from '../model/load.js';
import type { PedalPreset } from './bank.js';
import { costOf } from './cost.js';
import { packImage } from './packImage.js';

export const outputsOf = ({ spec }: Preset) => spec.layers.at(-1)!.outputs;

async function weightsErrorDb({ sampleRate, controls }: ModelInfo, exact: Uint8Array, coarse: Uint8Array) {
  const playing = synthesiseGuitar({ seconds: 2, sampleRate, seed: 1 });
  const [a, b] = await Promise.all(
    [exact, coarse].map((image) => NativeModel.fromImage(image).process(playing, controlPositions(controls))),
  );
  return powerToDb(meanSquare(a.map((x, i) => x - b[i])) / meanSquare(a));
}

/** A preset file as a pedal takes it. @throws UserError, PresetError or NativeError */
export async function readPedalPreset(path: string, isPacked: boolean): Promise<PedalPreset> {
  const bytes = await readModelFile(path);
  const { preset } = readPreset(bytes);
  if (outputsOf(preset) !== 1)
    throw new UserError(`${path}: expected a preset with one output; found ${outputsOf(preset)}.`);
  const model = NativeModel.read(bytes);
  const image = model.image();
  const { packed, image: coarse } = packImage(image);
  return {
    ...(isPacked && { weightsErrorDb: await weightsErrorDb(model.info, image, coarse) }),
    name: preset.metadata.name ?? basename(path, extname(path)),
    preset,
    image: isPacked ? packed : image,
    isPacked,
    cost: costOf(preset.spec, image.length, packed.length),
  };
}
