import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { findDevice } from '../devices/devices.js';
import type { Finding, NewRecording, NewRoundTrip, Recording, Removed, RoundTrip, StudioEvent } from './api.js';
import { newId, Records, type StudioFolder } from './folder.js';
import { Refusal } from './refusal.js';
import { type Capture, type Message, type RunningTask, startTask, type Task } from './task.js';
import type { Uploads } from './uploads.js';

const captureSeconds = { least: 20, most: 600 };
const sampleRates = { least: 8000, most: 192000 };

/** Recordings: made from files or a virtual device, and checked in a process of their own as they come. */
export class Recordings {
  readonly records: Records<Recording>;
  private readonly checking = new Map<string, RunningTask>();

  constructor(
    private readonly folder: StudioFolder,
    private readonly uploads: Uploads,
    private readonly tell: (event: StudioEvent) => void,
  ) {
    this.records = new Records(folder, 'recordings');
  }

  /** Reads what there is; what was being checked when the server ended is checked again. */
  async start(): Promise<string[]> {
    const notices = await this.records.load();
    for (const recording of this.records.list()) if (recording.state === 'checking') this.check(recording);
    return notices;
  }

  /** @throws Refusal, UserError for what cannot be recorded like that */
  async add(source: NewRecording): Promise<Recording> {
    const capture = captureOf(source);
    if ('device' in source) findDevice(source.device).process(new Float32Array(64), 48000, source.controls);
    const id = newId();
    const place = this.folder.in('recordings', id);
    await mkdir(place);
    try {
      if (!capture && 'dry' in source && 'upload' in source.dry)
        await this.uploads.take(source.dry.upload, `${place}/dry.wav`);
      if ('wet' in source) await this.uploads.take(source.wet.upload, `${place}/wet.wav`);
      const createdAt = new Date().toISOString();
      const recording: Recording = { id, name: source.name, createdAt, state: 'checking', source, findings: [] };
      await this.change(recording);
      this.check(recording);
      return recording;
    } catch (error) {
      await this.records.drop(id);
      await rm(place, { recursive: true, force: true });
      throw error;
    }
  }

  get(id: string): Recording {
    const recording = this.records.find(id);
    if (!recording) throw new Refusal(404, `There is no recording '${id}'. Load the page again.`);
    return recording;
  }

  async rename(id: string, name: string): Promise<Recording> {
    const recording = { ...this.get(id), name };
    await this.change(recording);
    return recording;
  }

  /** What failed for want of space, say, is checked anew. */
  async checkAgain(id: string): Promise<Recording> {
    const { error: _, ...recording } = this.get(id);
    if (recording.state === 'checking') throw new Refusal(409, `${recording.name} is being checked. Wait for the end.`);
    const checking: Recording = { ...recording, state: 'checking', findings: [] };
    await this.change(checking);
    this.check(checking);
    return checking;
  }

  /** Takes up what came back from the bin. */
  async adopt(id: string): Promise<void> {
    const recording = await this.records.read(id);
    this.tell({ type: 'recording', recording });
    if (recording.state === 'checking') this.check(recording);
  }

  /** To the bin. */
  async remove(id: string): Promise<Removed> {
    this.get(id);
    this.checking.get(id)?.kill();
    this.checking.delete(id);
    await this.records.drop(id);
    const bin = `recording-${id}`;
    await rename(this.folder.in('recordings', id), this.folder.in('bin', bin));
    this.tell({ type: 'removed', kind: 'recording', id });
    return { bin };
  }

  /** The capture signal as a file, made in a process of its own. @throws Refusal */
  async signal(wanted: { captureSeconds: number; sampleRate: number }): Promise<string> {
    const { captureSeconds: seconds, sampleRate } = wanted;
    inRange('captureSeconds', seconds, captureSeconds);
    inRange('sampleRate', sampleRate, sampleRates);
    const path = this.folder.in('uploads', `capture-${seconds}-${sampleRate}.wav`);
    if (!existsSync(path)) await finished({ kind: 'signal', path, capture: { seconds, sampleRate } });
    return path;
  }

  /** How far what came back lies behind the part of the capture signal that was played. @throws Refusal */
  async roundTrip(played: NewRoundTrip): Promise<RoundTrip> {
    inRange('captureSeconds', played.captureSeconds, captureSeconds);
    inRange('sampleRate', played.sampleRate, sampleRates);
    const wet = this.folder.in('uploads', `${newId()}.part`);
    await this.uploads.take(played.upload, wet);
    try {
      const { outcome, delaySamples } = await finished({ kind: 'round-trip', played, wet });
      return { outcome, delaySamples };
    } finally {
      await rm(wet, { force: true });
    }
  }

  close(): void {
    for (const task of this.checking.values()) task.kill();
  }

  private check({ id, source }: Recording): void {
    const task: Task = { kind: 'check', folder: this.folder.in('recordings', id), capture: captureOf(source) };
    if ('device' in source) task.device = { id: source.device, controls: source.controls ?? {} };
    const running = startTask(task, (message) => {
      const recording = this.records.find(id);
      if (recording && message.kind === 'findings') {
        this.tellWith(recording, message.findings);
        return;
      }
      this.checking.delete(id);
      if (!recording) return;
      if (message.kind === 'failed') this.report({ ...recording, state: 'failed', error: message.error });
      if (message.kind !== 'checked') return;
      const { kind: _, trainable, ...facts } = message;
      this.report({ ...recording, ...facts, state: trainable ? 'ready' : 'unusable', error: undefined });
    });
    this.checking.set(id, running);
  }

  /** In memory alone: all of them are written when the check is over. */
  private tellWith(recording: Recording, found: Finding[]): void {
    const grown = { ...recording, findings: [...recording.findings, ...found] };
    this.records.remember(grown);
    this.tell({ type: 'recording', recording: grown });
  }

  private async change(recording: Recording): Promise<void> {
    await this.records.put(recording);
    this.tell({ type: 'recording', recording });
  }

  /** What cannot be written is still told: the check runs again when the server starts. */
  private report(recording: Recording): void {
    this.change(recording).catch((error: Error) =>
      this.tell({ type: 'recording', recording: { ...recording, error: error.message } }),
    );
  }
}

/** Does a task to its end. @throws Refusal when it fails */
function finished(task: Task & { kind: 'signal' }): Promise<Message & { kind: 'made' }>;
function finished(task: Task & { kind: 'round-trip' }): Promise<Message & { kind: 'round-trip' }>;
function finished(task: Task): Promise<Message> {
  return new Promise((resolve, reject) => {
    startTask(task, (message) =>
      message.kind === 'failed' ? reject(new Refusal(500, message.error)) : resolve(message),
    );
  });
}

/** @throws Refusal for a length or a rate that cannot be made */
function captureOf(source: NewRecording): Capture | undefined {
  const from = 'device' in source ? source : 'captureSeconds' in source.dry ? source.dry : undefined;
  if (!from) return undefined;
  const { captureSeconds: seconds, sampleRate } = from;
  inRange('captureSeconds', seconds, captureSeconds);
  if (sampleRate !== undefined) inRange('sampleRate', sampleRate, sampleRates);
  return { seconds, sampleRate };
}

function inRange(name: string, value: number, { least, most }: { least: number; most: number }): void {
  if (!(value >= least && value <= most))
    throw new Refusal(400, `Expected ${name} from ${least} to ${most}; found ${value}.`);
}
