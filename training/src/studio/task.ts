import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Knobs } from '../trainer/knobs.js';
import type { Finding, NewJob, NewRoundTrip, Progress, RoundTrip } from './api.js';

/** What a process of its own does, so that the server stays live. */
export type Task =
  | { kind: 'check'; folder: string; capture?: Capture; device?: { id: string; controls: Record<string, number> } }
  | { kind: 'round-trip'; played: NewRoundTrip; wet: string }
  | { kind: 'signal'; path: string; capture: Required<Capture> }
  | { kind: 'train'; recordings: string[]; knobs: Knobs; folder: string; preset: string; job: NewJob; resume: boolean };

/** The dry file is the capture signal, made here. */
export interface Capture {
  seconds: number;
  /** The wet file's own when it is not said. */
  sampleRate?: number;
}

export type Message =
  | { kind: 'resumed'; history: Progress[] }
  | { kind: 'progress'; plannedEpochs: number; progress: Progress }
  | { kind: 'preview'; epoch: number }
  | { kind: 'findings'; findings: Finding[] }
  | {
      kind: 'checked';
      findings: Finding[];
      trainable: boolean;
      /** Only when it is certain. */
      delaySamples?: number;
      sampleRate: number;
      seconds: number;
    }
  | { kind: 'made' }
  | ({ kind: 'round-trip' } & RoundTrip)
  | { kind: 'trained'; ended: boolean; esr: number }
  | { kind: 'failed'; error: string };

export interface RunningTask {
  /** Ends a training at its next update; it then reports what it has reached. */
  stop(): void;
  /** At once, with nothing reported. */
  kill(): void;
}

const modulePath = fileURLToPath(new URL('./taskProcess.js', import.meta.url));

/** Starts a task; `report` gets its messages, the last of which says how it ended. */
export function startTask(task: Task, report: (message: Message) => void): RunningTask {
  const child = fork(modulePath, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
  let said = '';
  let isOver = false;
  const last = (message: Message) => {
    if (isOver) return;
    isOver = true;
    report(message);
  };
  child.stderr?.on('data', (data) => {
    said = `${said}${data}`.slice(-2000);
  });
  child.on('message', (message: Message) =>
    ['progress', 'resumed', 'preview', 'findings'].includes(message.kind) ? report(message) : last(message),
  );
  child.on('error', (error) => last({ kind: 'failed', error: `The work could not be started: ${error.message}.` }));
  child.on('close', (code, signal) =>
    last({ kind: 'failed', error: `The work ended unexpectedly (${signal ?? `code ${code}`}). ${said}`.trim() }),
  );
  child.send(task, () => undefined);
  return {
    stop: () => child.connected && child.send('stop', () => undefined),
    kill: () => {
      isOver = true;
      child.kill('SIGKILL');
    },
  };
}
