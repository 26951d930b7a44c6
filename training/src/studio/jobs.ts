import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { readArchitecture } from '../model/architecture.js';
import type { Knobs } from '../trainer/knobs.js';
import { parseSettings, settingsTable } from '../trainer/settings.js';
import type { Job, NewJob, Progress, Removed, StudioEvent } from './api.js';
import { newId, Records, type StudioFolder } from './folder.js';
import { fileNameFor } from './presets.js';
import type { Recordings } from './recordings.js';
import { Refusal } from './refusal.js';
import { knobsOfTakes } from './takes.js';
import { type Message, type RunningTask, startTask } from './task.js';

/** Time between two writes of a job that is training. */
const writeEveryMs = 1000;

/** The queue of trainings: one at a time, each in a process of its own, in the order they were asked for. */
export class Jobs {
  readonly records: Records<Job>;
  private running?: { id: string; task: RunningTask };
  private writtenAt = 0;
  private isClosed = false;

  constructor(
    private readonly folder: StudioFolder,
    private readonly recordings: Recordings,
    private readonly tell: (event: StudioEvent) => void,
  ) {
    this.records = new Records(folder, 'jobs');
  }

  /** Reads what there is. A training that the server's end interrupted goes on from its last checkpoint. */
  async start(): Promise<string[]> {
    const notices = await this.records.load();
    for (const job of this.records.list()) {
      if (job.state === 'training') await this.records.put({ ...job, state: 'queued', resumed: job.resumed + 1 });
      if (job.state === 'stopping') await this.records.put({ ...job, state: 'stopped' });
    }
    this.next();
    return notices;
  }

  /** @throws Refusal, UserError for what cannot be trained */
  async add(wanted: NewJob): Promise<Job> {
    this.knobs(wanted);
    checkSettings(wanted);
    const id = newId();
    await mkdir(this.folder.in('jobs', id));
    const job: Job = { ...wanted, id, createdAt: new Date().toISOString(), state: 'queued', resumed: 0, history: [] };
    try {
      await this.records.put(job);
    } catch (error) {
      await this.records.drop(id);
      await rm(this.folder.in('jobs', id), { recursive: true, force: true });
      throw error;
    }
    this.tell({ type: 'job', job });
    this.next();
    return this.get(id);
  }

  get(id: string): Job {
    const job = this.records.find(id);
    if (!job) throw new Refusal(404, `There is no training '${id}'. Load the page again.`);
    return job;
  }

  /** Ends it at the next update; the best preset so far is kept, and `resume` goes on. */
  stop(id: string): Job {
    const job = this.get(id);
    if (job.state === 'queued') this.change(job, { state: 'stopped' });
    else if (job.state === 'training') {
      this.change(job, { state: 'stopping' });
      this.running?.task.stop();
    } else throw new Refusal(409, `Expected a training that is queued or runs; ${job.name} is ${job.state}.`);
    return this.get(id);
  }

  resume(id: string): Job {
    const job = this.get(id);
    if (job.state !== 'stopped' && job.state !== 'failed')
      throw new Refusal(409, `Expected a training that was stopped or failed; ${job.name} is ${job.state}.`);
    if (job.recordings.some((recording) => !this.recordings.records.find(recording)))
      throw new Refusal(409, `A recording of ${job.name} is gone. Bring it back from the bin first.`);
    this.knobs(job);
    this.change(job, { state: 'queued', resumed: job.resumed + 1, error: undefined });
    this.next();
    return this.get(id);
  }

  /** Takes up what came back from the bin; what was to run or ran then is stopped. */
  async adopt(id: string): Promise<void> {
    const job = await this.records.read(id);
    const isOver = ['stopped', 'finished', 'failed'].includes(job.state);
    this.change(job, isOver ? {} : { state: 'stopped' });
  }

  /** To the bin; its preset stays. */
  async remove(id: string): Promise<Removed> {
    this.get(id);
    if (this.running?.id === id) {
      this.running.task.kill();
      this.running = undefined;
    }
    await this.records.drop(id);
    const bin = `job-${id}`;
    await rename(this.folder.in('jobs', id), this.folder.in('bin', bin));
    this.tell({ type: 'removed', kind: 'job', id });
    this.next();
    return { bin };
  }

  isUsing = (recording: string) =>
    this.records
      .list()
      .some((job) => job.recordings.includes(recording) && ['queued', 'training', 'stopping'].includes(job.state));

  /** @throws Refusal for recordings that cannot be trained on, or not together */
  private knobs({ recordings, ranges }: NewJob): Knobs {
    const takes = recordings.map((id) => this.recordings.get(id));
    const unready = takes.find(({ state }) => state !== 'ready');
    if (unready)
      throw new Refusal(409, `${unready.name} cannot be trained on: it is ${unready.state}. See its findings.`);
    return knobsOfTakes(takes, ranges);
  }

  close(): void {
    this.isClosed = true;
    this.running?.task.kill();
  }

  private next(): void {
    if (this.running || this.isClosed) return;
    const job = this.records.list().find(({ state }) => state === 'queued');
    if (!job) return;
    const { name, recordings, arch, settings, id } = job;
    let knobs: Knobs;
    try {
      knobs = this.knobs(job);
    } catch (error) {
      this.change(job, { state: 'failed', error: (error as Error).message });
      this.next();
      return;
    }
    const place = this.folder.in('jobs', id);
    const resume = job.resumed > 0 && existsSync(`${place}/checkpoint`);
    const preset = job.preset ?? fileNameFor(this.folder, name);
    const task = startTask(
      {
        kind: 'train',
        recordings: recordings.map((recording) => this.folder.in('recordings', recording)),
        knobs,
        folder: place,
        preset: this.folder.in('presets', preset),
        job: { name, recordings, arch, settings },
        resume,
      },
      (message) => this.take(id, preset, message),
    );
    this.running = { id, task };
    this.change(job, { state: 'training', history: resume ? job.history : [] });
  }

  private take(id: string, preset: string, message: Message): void {
    const job = this.records.find(id);
    if (!job || this.isClosed) return;
    if (message.kind === 'resumed') {
      this.change(job, { history: message.history });
      return;
    }
    if (message.kind === 'preview') {
      this.change(job, { previewEpoch: message.epoch });
      return;
    }
    if (message.kind === 'progress') {
      this.progress(job, message.plannedEpochs, message.progress);
      return;
    }
    this.running = undefined;
    if (message.kind === 'trained') {
      const state = message.ended ? 'finished' : 'stopped';
      this.change(job, { state, preset, esr: message.esr });
      this.tell({ type: 'presets' });
    } else if (message.kind === 'failed') this.change(job, { state: 'failed', error: message.error });
    this.next();
  }

  private progress(job: Job, plannedEpochs: number, progress: Progress): void {
    const changed = { ...job, plannedEpochs, history: [...job.history, progress] };
    this.tell({ type: 'progress', job: job.id, plannedEpochs, progress });
    if (Date.now() - this.writtenAt < writeEveryMs) {
      this.records.remember(changed);
      return;
    }
    this.writtenAt = Date.now();
    this.records.put(changed).catch(() => undefined); // Training goes on; the next write may find space.
  }

  private change(job: Job, changes: Partial<Job>): void {
    const changed = { ...job, ...changes };
    this.tell({ type: 'job', job: changed });
    this.records
      .put(changed)
      .catch((error: Error) => this.tell({ type: 'job', job: { ...changed, error: error.message } }));
  }
}

/** @throws UserError for an architecture or a setting that there is not */
function checkSettings({ arch, settings = {} }: NewJob): void {
  readArchitecture(arch, 1);
  for (const key of Object.keys(settings))
    if (!Object.hasOwn(settingsTable, key) || key === 'arch')
      throw new UserError(`Expected settings among ${Object.keys(settingsTable).join(', ')}; found '${key}'.`);
  parseSettings({ ...settings, arch });
}
