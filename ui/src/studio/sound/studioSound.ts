/** The studio's sound: one preset on a loop, and the dry sound or the device at the same place of it. */
import { useSyncExternalStore } from 'react';
import type { Player } from '../../audio/player.js';
import { address } from '../client.js';
import { type Material, openMaterial } from './material.js';

export type Heard = 'dry' | 'target' | 'preset';

export interface Playing {
  /** What it is, for buttons: `preset <file>` or `job <id>`. */
  key: string;
  name: string;
  /** Of the preset, below the API. */
  path: string;
  material: Material;
  heard: Heard;
  isStarting: boolean;
}

let playing: Playing | undefined;
let player: Player | undefined;
let turn = 0; // of the last wish: earlier ones that are still loading are forgotten
const watchers = new Set<() => void>();

function tell(now: Playing | undefined): void {
  playing = now;
  for (const watcher of watchers) watcher();
}

export const usePlaying = (): Playing | undefined =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => playing,
  );

/** What is measured of what is heard. */
export const measured = () => player?.measured;

export async function readPresetAt(path: string) {
  const { readPreset } = await import('../../audio/chainNode.js'); // large, and not for the first view
  const response = await fetch(address(path));
  if (!response.ok) throw new Error((await response.json()).error);
  return readPreset(new Uint8Array(await response.arrayBuffer()));
}

async function playerAt(sampleRate: number): Promise<Player> {
  if (player?.context.sampleRate === sampleRate) return player;
  await player?.close();
  player = undefined;
  const { Player } = await import('../../audio/player.js');
  player = await Player.open(sampleRate);
  await player.setMatched(true);
  return player;
}

const sourceOf = { dry: 'dry', target: 'target', preset: 'a' } as const;

/** Plays the preset; to be called from a click or a key, as browsers ask. @throws Error in words to show */
export async function play(wanted: Omit<Playing, 'isStarting' | 'heard'>): Promise<void> {
  const mine = ++turn;
  const heard = wanted.material.target || playing?.heard !== 'target' ? (playing?.heard ?? 'preset') : 'preset';
  tell({ ...wanted, heard, isStarting: true });
  try {
    const preset = await readPresetAt(wanted.path);
    const { sampleRate } = preset.facts;
    const [opened, sounds] = await Promise.all([playerAt(sampleRate), openMaterial(wanted.material, sampleRate)]);
    if (mine !== turn) return;
    await opened.start();
    await opened.load('a', preset);
    await opened.setLoop(sounds.dry, sounds.target);
    await opened.hear(sourceOf[playing?.heard ?? heard]);
    await opened.run(true);
    if (mine === turn && playing) tell({ ...playing, isStarting: false });
  } catch (error) {
    if (mine !== turn) return;
    await stop();
    throw error;
  }
}

/** Goes over to what the preset has become. */
export async function refresh(): Promise<void> {
  const mine = turn;
  if (!playing || playing.isStarting) return;
  const preset = await readPresetAt(playing.path);
  if (mine === turn) await player?.load('a', preset);
}

export async function hear(heard: Heard): Promise<void> {
  if (!playing) return;
  tell({ ...playing, heard });
  if (!playing.isStarting) await player?.hear(sourceOf[heard]);
}

export async function stop(): Promise<void> {
  const mine = ++turn;
  tell(undefined);
  if (!player) return;
  await player.run(false);
  const { fadedSeconds } = await import('../../audio/player.js');
  await new Promise((faded) => setTimeout(faded, 1000 * fadedSeconds));
  if (mine === turn) await player?.context.suspend();
}
