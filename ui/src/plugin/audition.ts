/** Hearing a preset of the library on a loop of dry guitar before it is loaded, in the page's own sound. */
import { useSyncExternalStore } from 'react';
import loopUrl from '../../generated/loop.wav?url';
import type { Player } from '../audio/player.js';
import { store } from './store.js';

let heard: string | undefined; // the path of what is heard
let player: Player | undefined;
let turn = 0; // of the last wish: earlier ones that are still loading are forgotten
const watchers = new Set<() => void>();

function tell(path: string | undefined): void {
  heard = path;
  for (const watcher of watchers) watcher();
}

async function playerAt(sampleRate: number): Promise<Player> {
  if (player?.context.sampleRate === sampleRate) return player;
  await player?.close();
  player = undefined;
  const { Player } = await import('../audio/player.js'); // large, and not for the first view
  const opened = await Player.open(sampleRate);
  const loop = await opened.context.decodeAudioData(await (await fetch(loopUrl)).arrayBuffer());
  await opened.setLoop(loop.getChannelData(0));
  await opened.hear('a');
  player = opened;
  return opened;
}

async function fetchPreset(path: string): Promise<Uint8Array> {
  const answer = await fetch(`preset?path=${encodeURIComponent(path)}`);
  if (!answer.ok) throw new Error(await answer.text());
  return new Uint8Array(await answer.arrayBuffer());
}

/** Starts with this preset, or goes over to it. To be called from a click or a key, as browsers ask. */
async function start(path: string): Promise<void> {
  const mine = ++turn;
  tell(path);
  player?.start().catch(() => undefined); // while the click counts; below it is asked again
  try {
    const { readPreset } = await import('../audio/chainNode.js');
    const preset = await readPreset(await fetchPreset(path));
    const playing = await playerAt(preset.facts.sampleRate);
    if (mine !== turn) return;
    await playing.start();
    await playing.load('a', preset);
    await playing.run(true);
  } catch (error) {
    if (mine !== turn) return;
    tell(undefined);
    store.say((error as Error).message, 'problem');
  }
}

async function stop(): Promise<void> {
  const mine = ++turn;
  tell(undefined);
  await player?.run(false);
  const { fadedSeconds } = await import('../audio/player.js');
  await new Promise((faded) => setTimeout(faded, 1000 * fadedSeconds));
  if (mine === turn) await player?.context.suspend();
}

/** The path of the preset that is heard, and what a button beside an entry does. */
export function useAudition() {
  const path = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => heard,
  );
  return { path, toggle: (entry: string) => void (entry === path ? stop() : start(entry)), stop };
}
