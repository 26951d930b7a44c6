/** Runs the experiments of a study one after the other; each is kept as it ends, so that a run that was cut short goes on. */
import { createHash } from 'node:crypto';
import { readFile, stat, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { monoAudio } from '../audio/channels.js';
import { resample } from '../audio/resample.js';
import { encodeWav } from '../audio/wav.js';
import { UserError } from '../errors.js';
import { atomicWrite } from '../io/atomicWrite.js';
import { loadStudy } from './index.js';
import { studyListening } from './listening.js';
import { studyReport } from './report.js';
import { resultsOf, rowOf, type StudyResults } from './results.js';
import type { Experiment, Outcome, Sound, Study, StudyOptions, Truth } from './study.js';

export interface StudyRequest {
  name: string;
  /** Where the report, the results and what is kept between runs go. */
  folder: string;
  options: StudyOptions;
  /** A few epochs on little data: to see that it runs. */
  quick: boolean;
  /** Ids of experiments; default all. */
  only?: string[];
  /** Keep what an earlier run with the same options has found. */
  resume: boolean;
  log: (text: string) => void;
}

/** A WAV file in base64. */
export interface KeptSound {
  name: string;
  wav: string;
}

/** An outcome as it is kept. */
export interface KeptOutcome extends Omit<Outcome, 'audio'> {
  audio: KeptSound[];
  /** Seconds, of all that the experiment did. */
  took: number;
}

const quickEpochs = 3;

/** @throws UserError for an unknown study, experiment or option; what reading its signals throws */
export async function runStudy(request: StudyRequest): Promise<StudyResults> {
  const { name, folder, quick, log } = request;
  const study = await loadStudy(name);
  const chosen = chooseFrom(study.experiments, request);
  const data = await study.prepare(request.options, quick, log);
  await checkWritable(folder);
  const key = await fingerprint(request);
  const context = { quick, log, epochs: (count: number) => (quick ? Math.min(count, quickEpochs) : count) };
  const outcomes = new Map<string, KeptOutcome>();
  for (const experiment of chosen) {
    const path = join(folder, 'experiments', `${experiment.id}.json`);
    const kept = request.resume ? await readKept(path, key) : undefined;
    const start = performance.now();
    const outcome = kept ?? (await keep(await experiment.run(data, context), (performance.now() - start) / 1000));
    if (!kept) await atomicWrite(path, JSON.stringify({ key, outcome }));
    outcomes.set(experiment.id, outcome);
    log(`${experiment.id.padEnd(24)} ${kept ? 'from before' : 'done'}`);
  }
  const options = Object.fromEntries(
    Object.entries(request.options).flatMap(([option, value]) =>
      value === undefined || value === study.options[option]?.default ? [] : [[option, basename(value)]],
    ),
  );
  const rows = chosen.map((experiment) => rowOf(experiment, outcomes.get(experiment.id)!));
  const seconds = [...outcomes.values()].reduce((sum, { took }) => sum + took, 0);
  const results = resultsOf(name, study, { quick, options, seconds, rows });
  await atomicWrite(join(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  const truth = study.truth?.(data);
  const sounds = truth ? await keepSounds(soundsOf(truth)) : [];
  await atomicWrite(join(folder, 'report.html'), studyReport(study, results, outcomes, sounds));
  if (truth) await writeListening(study, truth, outcomes, request);
  return results;
}

/** What is found counts more than a page for listeners: without one, the run says so. */
async function writeListening(study: Study, truth: Truth, outcomes: Map<string, KeptOutcome>, request: StudyRequest) {
  try {
    const page = studyListening(study, truth, outcomes);
    if (page) await atomicWrite(join(request.folder, 'listening.html'), page);
  } catch (error) {
    request.log(`No listening test: ${(error as Error).message}`);
  }
}

function chooseFrom(experiments: Experiment<unknown>[], { only, quick }: StudyRequest): Experiment<unknown>[] {
  const ids = experiments.map(({ id }) => id);
  const unknown = only?.filter((id) => !ids.includes(id)) ?? [];
  if (unknown.length > 0)
    throw new UserError(`No experiment ${unknown.map((id) => `'${id}'`).join(', ')}; there are ${ids.join(', ')}.`);
  return experiments.filter(({ id, long }) => (only ? only.includes(id) : !(quick && long)));
}

/** Of a run's options and the files among them, which may be recorded anew under the same name. */
async function fingerprint({ name, options, quick }: StudyRequest): Promise<string> {
  const version = (path = '') =>
    stat(path).then(
      ({ size, mtimeMs }) => [size, mtimeMs],
      () => undefined,
    );
  const files = await Promise.all(Object.values(options).map(version));
  return createHash('sha256').update(JSON.stringify({ name, options, quick, files })).digest('hex');
}

const soundsOf = ({ name, sampleRate, reference, anchor }: Truth): Sound[] => [
  { name: `${name}: what goes in`, samples: anchor, sampleRate },
  { name: `${name}: what is to come out`, samples: reference, sampleRate },
];

/** Browsers play nothing slower than 3000 Hz. */
const LEAST_PLAYED_HZ = 8000;

const keepSounds = (sounds: Sound[]): Promise<KeptSound[]> =>
  Promise.all(
    sounds.map(async ({ name, samples, sampleRate }) => {
      const played = await resample(monoAudio(samples, sampleRate), Math.max(sampleRate, LEAST_PLAYED_HZ));
      return { name, wav: Buffer.from(encodeWav(played, '16')).toString('base64') };
    }),
  );

const keep = async ({ audio = [], ...outcome }: Outcome, took: number): Promise<KeptOutcome> => ({
  ...outcome,
  took,
  audio: await keepSounds(audio),
});

/** Before hours of computing, not after. @throws WriteError */
async function checkWritable(folder: string): Promise<void> {
  const path = join(folder, '.writable');
  await atomicWrite(path, '');
  await unlink(path);
}

/** Nothing when it is of other options, damaged or missing. */
async function readKept(path: string, key: string): Promise<KeptOutcome | undefined> {
  try {
    const kept = JSON.parse(await readFile(path, 'utf8')) as { key: string; outcome: KeptOutcome };
    return kept.key === key ? kept.outcome : undefined;
  } catch {
    return undefined;
  }
}
