import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { TrainerOptions, TrainingProgress } from '@tonewright/addon';
import { UserError } from '../errors.js';
import { atomicWrite } from '../io/atomicWrite.js';
import type { BackendName } from './backends/backend.js';

/**
 * A training on disk: one line of JSON, then the state of the back end's trainer. `fingerprint` ties it to the options and the
 * recordings, since going on with others would be a different training.
 */
export interface Checkpoint {
  fingerprint: string;
  history: TrainingProgress[];
  state: Uint8Array;
}

/** Equal for equal options and recordings; what does not change the weights may change between runs. */
export function fingerprintOf(options: TrainerOptions, backend: BackendName): string {
  const { training, validation, threads, maxSeconds, checkpointSeconds, ...rest } = options;
  const hash = createHash('sha256').update(JSON.stringify({ backend, ...rest }));
  for (const { audio, target, controls } of [...training, ...validation]) {
    for (const samples of [audio, target])
      hash.update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
    hash.update(JSON.stringify(controls));
  }
  return hash.digest('hex');
}

const magic = 'tonewright-checkpoint-1';

export async function writeCheckpoint(path: string, { fingerprint, history, state }: Checkpoint): Promise<void> {
  const head = `${JSON.stringify({ magic, fingerprint, history })}\n`;
  await atomicWrite(path, [Buffer.from(head), state]);
}

/** @throws UserError when the file is missing, damaged or belongs to another training */
export async function readCheckpoint(path: string, fingerprint: string): Promise<Checkpoint> {
  const bytes = await readFile(path).catch(() => {
    throw new UserError(`--resume: expected a checkpoint at ${path}; found none. Start without --resume.`);
  });
  const end = bytes.indexOf('\n');
  const damaged = new UserError(`${path} is not a checkpoint or is damaged. Delete it and start without --resume.`);
  let head: { magic?: string; fingerprint?: string; history?: TrainingProgress[] };
  try {
    head = JSON.parse(bytes.toString('utf8', 0, Math.max(0, end)));
  } catch {
    throw damaged;
  }
  if (head.magic !== magic || !Array.isArray(head.history)) throw damaged;
  if (head.fingerprint !== fingerprint)
    throw new UserError(
      `--resume: ${path} belongs to a training with other settings or recordings. Give the same ones, or start without --resume.`,
    );
  return { fingerprint, history: head.history, state: new Uint8Array(bytes.subarray(end + 1)) };
}
