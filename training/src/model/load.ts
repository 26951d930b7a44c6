import { readFile, stat } from 'node:fs/promises';
import { type Engine, type ModelInfo, NativeModel } from '@tonewright/addon';
import { limits } from '@tonewright/presets/limits';
import { controlPlace } from '@tonewright/presets/parameters';
import type { Command } from 'commander';
import { UserError } from '../errors.js';

/** The bytes of a model file. @throws UserError when it is missing, a folder or larger than any preset */
export async function readModelFile(path: string): Promise<Uint8Array> {
  const status = await stat(path).catch(() => undefined);
  if (!status?.isFile())
    throw new UserError(
      `Expected a preset or model file at ${path}; found ${status ? 'a folder' : 'nothing'}. Check the path.`,
    );
  if (status.size > limits.fileBytes)
    throw new UserError(
      `Expected a preset of at most ${limits.fileBytes >> 20} MB; ${path} has ${(status.size / 2 ** 20).toFixed(0)} MB. ` +
        'It is not a preset, or one that no player could run.',
    );
  return readFile(path);
}

const engines: Engine[] = ['tonewright', 'rtneural'];

/** What the user chooses about a model that is to be played. */
export interface ModelOptions {
  engine: Engine;
  size: number;
}

/** The option of every command that reads a model. */
export const sizeOption = [
  '--size <0..1>',
  'of a .nam that holds its model in several sizes: 0 the smallest, 1 the largest',
  readSize,
  1,
] as const;

function readSize(text: string): number {
  const size = Number(text);
  if (text.trim() && size >= 0 && size <= 1) return size;
  throw new UserError(`--size: expected a number from 0 to 1, found '${text}'.`);
}

/** The options of every command that plays a model. */
export function addModelOptions(command: Command): Command {
  return command
    .option(
      '--engine <engine>',
      `what plays the model: ${engines.join(' or ')} (RTNeural, in a build that has it)`,
      engines[0],
    )
    .option(...sizeOption);
}

/**
 * A model file, read, proved by its self-test and ready to play.
 * @throws UserError for an engine that there is not; NativeError when the engine is not in this build or cannot play it
 */
export async function loadModel(path: string, { engine, size }: ModelOptions): Promise<NativeModel> {
  if (!engines.includes(engine))
    throw new UserError(`--engine: expected one of ${engines.join(', ')}, found '${engine}'.`);
  return NativeModel.read(await readModelFile(path), { engine, size });
}

/**
 * Positions of a model's knobs, 0..1, from `--set` texts such as `drive=0.7`, in the control's own unit.
 * @throws UserError for a control that the model does not have or a value outside its range
 */
export function controlPositions(controls: ModelInfo['controls'], texts: string[] = []): number[] {
  const values = new Map(controls.map((control) => [control.id, control.default]));
  for (const text of texts) {
    const [id, value] = text.split('=');
    const control = controls.find((candidate) => candidate.id === id);
    if (!control) {
      const known = controls.length ? `Its controls: ${controls.map((c) => c.id).join(', ')}.` : 'It has none.';
      throw new UserError(`--set ${text}: the model has no control '${id}'. ${known}`);
    }
    const number = Number(value);
    if (value === undefined || value === '' || !(number >= control.min && number <= control.max))
      throw new UserError(`--set ${text}: expected ${id}=<number from ${control.min} to ${control.max}>.`);
    values.set(id, number);
  }
  return controls.map((control) => controlPlace(control, values.get(control.id)!));
}
