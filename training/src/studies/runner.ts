/** Runs the experiments of a study one after the other; each is kept as it ends, so that a run that was cut short goes on. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { monoAudio } from '../audio/channels.js';
import { encodeWav } from '../audio/wav.js';
import { UserError } from '../errors.js';
import { atomicWrite } from '../io/atomicWrite.js';
import { loadStudy } from './index.js';
import { studyListening } from './listening.js';
import { studyReport } from './report.js';
import { resultsOf, rowOf, type StudyResults } from './results.js';
import type { Experiment, Outcome, Study, Truth } from './study.js';

export interface StudyRequest {
  name: string;
  /** Where the report, the results and what is kept between runs go. */
  folder: string;
  options: Record<string, string | undefined>;
  /** A few epochs on little data: to see that it runs. */
  quick: boolean;
  /** Ids of experiments; default all. */
  only?: string[];
  /** Keep what an earlier run with the same options has found. */
  resume: boolean;
  log: (text: string) => void;
}

/** An outcome as it is kept: its sounds as WAV files in base64. */
export interface KeptOutcome extends Omit<Outcome, 'audio'> {
  audio: { name: string; wav: string }[];
  /** Seconds, of all that the experiment did. */
  took: number;
}

const quickEpochs = 3;

/** @throws UserError for an unknown study, experiment or option; what reading its signals throws */
export async function runStudy(request: StudyRequest): Promise<StudyResults> {
  const { name, folder, quick, log } = request;
  const study = await loadStudy(name);
  const chosen = chooseFrom(study.experiments, request);
  const data = await study.prepare(request.options, quick);
  const key = fingerprint(request);
  const context = { quick, log, epochs: (count: number) => (quick ? Math.min(count, quickEpochs) : count) };
  const outcomes = new Map<string, KeptOutcome>();
  for (const experiment of chosen) {
    const path = join(folder, 'experiments', `${experiment.id}.json`);
    const kept = request.resume ? await readKept(path, key) : undefined;
    const start = performance.now();
    const outcome = kept ?? keep(await experiment.run(data, context), (performance.now() - start) / 1000);
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
  await atomicWrite(join(folder, 'report.html'), studyReport(study, results, outcomes));
  if (study.truth) await writeListening(study, study.truth(data), outcomes, request);
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

const fingerprint = ({ name, options, quick }: StudyRequest) =>
  createHash('sha256').update(JSON.stringify({ name, options, quick })).digest('hex');

const keep = ({ audio = [], ...outcome }: Outcome, took: number): KeptOutcome => ({
  ...outcome,
  took,
  audio: audio.map(({ name, samples, sampleRate }) => ({
    name,
    wav: Buffer.from(encodeWav(monoAudio(samples, sampleRate), '16')).toString('base64'),
  })),
});

/** Nothing when it is of other options, damaged or missing. */
async function readKept(path: string, key: string): Promise<KeptOutcome | undefined> {
  try {
    const kept = JSON.parse(await readFile(path, 'utf8')) as { key: string; outcome: KeptOutcome };
    return kept.key === key ? kept.outcome : undefined;
  } catch {
    return undefined;
  }
}
