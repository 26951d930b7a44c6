import type {
  Job,
  PresetInfo,
  Recording,
  Removed,
  StoredListening,
  StudioEvent,
} from '@tonewright/training/studio-api';
import { useCallback, useEffect, useState } from 'react';
import { useToast } from '../design/index.js';
import { studio } from '../strings/studio.js';
import { address, ask, wordsOf } from './client.js';

export interface StudioState {
  /** The connection was lost, and is tried again. */
  isLost: boolean;
  /** What there is has been told; until then all lists are empty. */
  isRead: boolean;
  recordings: Recording[];
  jobs: Job[];
  /** Undefined until they are read, which takes a moment when there are many. */
  presets?: PresetInfo[];
  listening: StoredListening[];
}

const reconnectMs = 1000;
const empty: StudioState = { isLost: false, isRead: false, recordings: [], jobs: [], listening: [] };

const withItem = <T extends { id: string }>(items: T[], item: T): T[] =>
  items.some(({ id }) => id === item.id) ? items.map((old) => (old.id === item.id ? item : old)) : [...items, item];

function after(state: StudioState, event: StudioEvent): StudioState {
  const { recordings, jobs, listening } = state;
  switch (event.type) {
    case 'snapshot': {
      const { recordings, jobs, listening } = event;
      return { ...state, isLost: false, isRead: true, recordings, jobs, listening };
    }
    case 'recording':
      return { ...state, recordings: withItem(recordings, event.recording) };
    case 'listening':
      return { ...state, listening: withItem(listening, event.listening) };
    case 'job':
      return { ...state, jobs: withItem(jobs, event.job) };
    case 'progress': {
      const { plannedEpochs, progress } = event;
      const grown = (job: Job) => ({ ...job, plannedEpochs, history: [...job.history, progress] });
      return { ...state, jobs: jobs.map((job) => (job.id === event.job ? grown(job) : job)) };
    }
    case 'removed':
      return {
        ...state,
        recordings: recordings.filter(({ id }) => id !== event.id),
        jobs: jobs.filter(({ id }) => id !== event.id),
        listening: listening.filter(({ id }) => id !== event.id),
      };
    default:
      return state;
  }
}

/** Everything the server has, as it changes; a lost connection is tried again. */
export function useStudio(): StudioState {
  const [state, setState] = useState(empty);
  useEffect(() => {
    let socket: WebSocket;
    let timer = 0;
    let isOver = false;
    const readPresets = () =>
      ask<PresetInfo[]>('GET', 'presets').then(
        (presets) => setState((now) => ({ ...now, presets })),
        () => undefined, // A lost server is seen by the socket.
      );
    const connect = () => {
      socket = new WebSocket(address('events').replace('http', 'ws'));
      socket.onmessage = ({ data }) => {
        const event = JSON.parse(data) as StudioEvent;
        setState((now) => after(now, event));
        if (event.type === 'snapshot' || event.type === 'presets') readPresets();
      };
      socket.onclose = () => {
        if (isOver) return;
        setState((now) => ({ ...now, isLost: true }));
        timer = window.setTimeout(connect, reconnectMs);
      };
    };
    connect();
    return () => {
      isOver = true;
      clearTimeout(timer);
      socket.close();
    };
  }, []);
  return state;
}

/** Does something, and says in the server's words why it did not work. */
export function useDo(): (work: () => Promise<unknown>) => Promise<boolean> {
  const toast = useToast();
  return useCallback(
    async (work) => {
      try {
        await work();
        return true;
      } catch (error) {
        toast(wordsOf(error), 'problem');
        return false;
      }
    },
    [toast],
  );
}

/** To the bin, from where it can be brought back at once. */
export function useRemove(): (path: string, name: string) => Promise<void> {
  const toast = useToast();
  const run = useDo();
  return async (path, name) => {
    await run(async () => {
      const { bin } = await ask<Removed>('DELETE', path);
      const act = () => void run(() => ask('POST', `bin/${encodeURIComponent(bin)}/restore`));
      toast(studio.removed(name), 'info', { label: studio.undo, act });
    });
  };
}
