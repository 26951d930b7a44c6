/** Reads and writes rooms' files. */
import { open } from 'node:fs/promises';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { UserError } from '../errors.js';
import { atomicWrite } from '../io/atomicWrite.js';
import { arrivalBands } from './arrivals.js';
import { bandCentres } from './bands.js';
import { ROOM_VERSION, type RoomDocument } from './document.js';
import { roomSchema } from './schema.js';

const MOST_BYTES = 4 * 2 ** 20;

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

async function readText(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size > MOST_BYTES)
        throw new UserError(
          `${path}: expected a room of at most ${MOST_BYTES} bytes, found ${size}. Give a file that tonewright ir fit wrote.`,
        );
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const found = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a folder' : message;
    throw new UserError(`${path}: expected a room's file, found ${found}. Check the path.`);
  }
}

let validator: ValidateFunction | undefined;

/** The first thing that is not as it should be; undefined for a good room. */
function fault(value: unknown): string | undefined {
  if (!isObject(value) || !('tonewrightRoom' in value))
    return 'expected a room with the field tonewrightRoom, found another JSON document';
  if (typeof value.tonewrightRoom === 'number' && value.tonewrightRoom > ROOM_VERSION)
    return `expected version ${ROOM_VERSION} of rooms, found ${value.tonewrightRoom}, which a newer Tonewright wrote`;
  validator ??= new Ajv({ verbose: true }).compile(roomSchema);
  if (!validator(value)) return describeError(validator.errors![0]);
  return inconsistency(value as unknown as RoomDocument);
}

function describeError({ instancePath, message, data }: ErrorObject): string {
  const found = typeof data === 'object' ? '' : `, found ${JSON.stringify(data)?.slice(0, 60)}`;
  return `${instancePath.slice(1).replaceAll('/', '.') || 'the document'} ${message}${found}`;
}

const same = (a: readonly number[], b: readonly number[]) => a.length === b.length && a.every((x, i) => x === b[i]);

function inconsistency({ sampleRate, arrivalBandsHz, channels }: RoomDocument): string | undefined {
  const bands = bandCentres(sampleRate);
  if (!same(arrivalBandsHz, arrivalBands(sampleRate)))
    return `arrivalBandsHz: expected ${arrivalBands(sampleRate).join(', ')} at ${sampleRate} Hz, found ${arrivalBandsHz.join(', ')}`;
  for (const [c, { arrivals, diffuse }] of channels.entries()) {
    const wrong = arrivals.findIndex(({ gains }) => gains.length !== arrivalBandsHz.length);
    if (wrong >= 0)
      return `channels.${c}.arrivals.${wrong}.gains: expected ${arrivalBandsHz.length} numbers, found ${arrivals[wrong].gains.length}`;
    const centres = diffuse.map(({ centreHz }) => centreHz);
    if (!same(centres, bands))
      return `channels.${c}.diffuse: expected bands at ${bands.join(', ')} Hz, found ${centres.join(', ')}`;
    for (const { centreHz, corrections } of diffuse) {
      const { seconds, db } = corrections;
      if (seconds.length !== db.length || seconds.some((value, k) => k > 0 && value <= seconds[k - 1]))
        return `channels.${c}.diffuse, ${centreHz} Hz: expected corrections with a level for each of rising times`;
    }
  }
  return undefined;
}

/** @throws UserError for what is no room. `path` is for the message. */
export function parseRoom(text: string, path: string): RoomDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(
      `${path}: expected a room as JSON, found ${(error as Error).message}. Give a file that tonewright ir fit wrote.`,
    );
  }
  const problem = fault(value);
  if (problem) throw new UserError(`${path}: ${problem}. Fit the recording again with tonewright ir fit.`);
  return value as RoomDocument;
}

/** @throws UserError for a file that cannot be read or is no room */
export async function readRoom(path: string): Promise<RoomDocument> {
  return parseRoom(await readText(path), path);
}

/** @throws WriteError */
export async function writeRoom(path: string, room: RoomDocument): Promise<void> {
  await atomicWrite(path, `${JSON.stringify(room)}\n`);
}
