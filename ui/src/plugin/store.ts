/** What the page knows of the plugin, and what it asks of it. */
import { useSyncExternalStore } from 'react';
import type { ToastKind } from '../design/index.js';
import { plugin as words } from '../strings/plugin.js';
import { Bridge } from './bridge.js';
import { type MeterFrame, readFrame } from './meterFrame.js';
import type {
  FileKind,
  LibraryAnswer,
  LibraryQuery,
  Message,
  ParameterRow,
  ParameterValue,
  Preset,
  State,
} from './protocol.js';
import { Values } from './values.js';

const METER_RATE = 60; // frames a second

export interface Snapshot {
  connection: 'starting' | 'open' | 'lost';
  canBrowse: boolean;
  parameters: ParameterRow[];
  state: State;
  /** Counts up when the library has changed. */
  libraryRevision: number;
}

const empty: State = { preset: null, cabinet: null, slot: 'a', canUndo: false, canRedo: false, problems: [] };

export class PluginStore {
  /** Says something to the user. */
  say: (text: string, kind?: ToastKind) => void = () => {};
  readonly values = new Values((type, fields) => void this.send(type, fields));
  #snapshot: Snapshot = {
    connection: 'starting',
    canBrowse: false,
    parameters: [],
    state: empty,
    libraryRevision: 0,
  };
  #isFirstState = true;
  #listeners = new Set<() => void>();
  #frameListeners = new Set<(frame: MeterFrame) => void>();
  #bridge = new Bridge({
    opened: () => {
      this.#change({ connection: 'open', libraryRevision: this.#snapshot.libraryRevision + 1 });
      this.#askForMeters();
    },
    lost: () => {
      this.values.forget();
      this.#change({ connection: 'lost' });
    },
    message: (message) => this.#take(message),
    frame: (bytes) => {
      const frame = readFrame(bytes);
      if (frame) for (const listener of this.#frameListeners) listener(frame);
    },
  });

  start(): void {
    document.addEventListener('visibilitychange', () => this.#askForMeters());
    this.#bridge.connect();
  }

  snapshot = (): Snapshot => this.#snapshot;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Calls `listener` with each meter frame. */
  onFrame(listener: (frame: MeterFrame) => void): () => void {
    this.#frameListeners.add(listener);
    return () => this.#frameListeners.delete(listener);
  }

  send(type: string, fields: Record<string, unknown> = {}): boolean {
    return this.#bridge.send(type, fields);
  }

  async library(query: LibraryQuery): Promise<LibraryAnswer> {
    const answer = await this.#bridge.ask('library', { ...query });
    if (answer.type !== 'library') throw new Error(words.strangeAnswer(answer.type));
    return answer;
  }

  async open(kind: FileKind, file: File): Promise<void> {
    try {
      await this.#bridge.upload(kind, file);
    } catch (error) {
      this.say(words.fileProblem(file.name, (error as Error).message), 'problem');
    }
  }

  #take(message: Message): void {
    switch (message.type) {
      case 'welcome':
        this.#change({ parameters: message.parameters, canBrowse: message.canBrowse });
        break;
      case 'values':
        this.values.take(message.values);
        break;
      case 'state':
        this.#takeState(message);
        break;
      case 'libraryChanged':
        this.#change({ libraryRevision: this.#snapshot.libraryRevision + 1 });
        break;
      case 'error':
        this.say(message.message, 'problem');
    }
  }

  /** A problem that comes while the page is open is said; all stay to be read under the settings. */
  #takeState(message: { type: 'state' } & State): void {
    const { type: _, ...state } = message;
    const known = this.#isFirstState ? state.problems : this.#snapshot.state.problems;
    const fresh = state.problems.filter((problem) => !known.includes(problem));
    this.#isFirstState = false;
    this.#change({ state });
    for (const problem of fresh) this.say(problem, 'problem');
  }

  /** A page that nobody sees asks for none. */
  #askForMeters(): void {
    this.send('meters', document.hidden ? { rate: 0 } : { rate: METER_RATE, spectrum: true });
  }

  #change(part: Partial<Snapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...part };
    for (const listener of this.#listeners) listener();
  }
}

export const store = new PluginStore();

export const useSnapshot = (): Snapshot => useSyncExternalStore(store.subscribe, store.snapshot);

export function useValue(id: string): ParameterValue {
  return useSyncExternalStore(
    (listener) => store.values.subscribe(id, listener),
    () => store.values.get(id),
  );
}

export const usePreset = (): Preset | null => useSnapshot().state.preset;
