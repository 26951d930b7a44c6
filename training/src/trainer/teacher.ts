import { NativeModel, type TrainingPair } from '@tonewright/addon';
import { synthesiseGuitar } from '../audio/guitar.js';
import { UserError } from '../errors.js';
import { readModelFile } from '../model/load.js';

/** What a larger preset plays of a guitar that nobody recorded: more material for a small model to learn from. */
export interface Lessons {
  sampleRate: number;
  /** Of guitar for each position. */
  seconds: number;
  /** The positions, 0..1, of the knobs in the recordings: each is taught. */
  positions: number[][];
  seed: number;
}

/** @throws UserError when the teacher has other knobs; what readModelFile and NativeModel throw */
export async function teach(path: string, { sampleRate, seconds, positions, seed }: Lessons): Promise<TrainingPair[]> {
  const teacher = NativeModel.read(await readModelFile(path));
  const wanted = positions[0].length;
  const { length } = teacher.info.controls;
  if (length !== wanted)
    throw new UserError(`--teacher ${path}: expected ${wanted} knobs, as --control says; it has ${length}.`);
  const seen = [...new Map(positions.map((position) => [position.join(), position])).values()];
  return Promise.all(
    seen.map(async (controls, i) => {
      const audio = synthesiseGuitar({ seconds, sampleRate, seed: seed + 1000 + i });
      return { audio, target: await teacher.process(audio, controls, { sampleRate }), controls };
    }),
  );
}
