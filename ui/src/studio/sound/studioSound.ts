/** The studio's sound: one preset on a loop, and the dry sound or the device at the same place of it. */

import { controlPlace, type ParameterId } from '@tonewright/presets/parameters';
import { useSyncExternalStore } from 'react';
import type { BrowserPreset, PresetFacts } from '../../audio/engine.js';
import type { Player } from '../../audio/player.js';
import { listening } from '../../strings/listening.js';
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
  /** The preset's knobs, once it is read, and their values. */
  controls: PresetFacts['controls'];
  knobs: Record<string, number>;
  isStarting: boolean;
}

export type Wanted = Pick<Playing, 'key' | 'name' | 'path' | 'material'>;

let playing: Playing | undefined;
let player: Player | undefined;
let silence: string | undefined; // why nothing may be played
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

let opening: Promise<unknown> = Promise.resolve();

/** One after the other, so that none is left open. */
function playerAt(sampleRate: number): Promise<Player> {
  const next = opening.then(() => openPlayer(sampleRate));
  opening = next.catch(() => undefined);
  return next;
}

async function openPlayer(sampleRate: number): Promise<Player> {
  if (player?.context.sampleRate === sampleRate) return player;
  await player?.close();
  player = undefined;
  const { Player } = await import('../../audio/player.js');
  player = await Player.open(sampleRate).catch((error: Error) => {
    throw new Error(listening.noSound(error.message));
  });
  await player.setMatched(true);
  return player;
}

const sourceOf = { dry: 'dry', target: 'target', preset: 'a' } as const;

/** While a pedal is recorded nothing else may be heard; undefined: it may again. */
export async function keepSilent(why: string | undefined): Promise<void> {
  silence = why;
  if (why && playing) await stop();
}

/** The preset with other values for its knobs to start from. */
export function withKnobs(preset: BrowserPreset, values: Record<string, number> = {}): BrowserPreset {
  const inRange = (value: number, { min, max }: { min: number; max: number }) => Math.min(max, Math.max(min, value));
  const controls = preset.facts.controls.map((control) => ({
    ...control,
    default: inRange(values[control.id] ?? control.default, control),
  }));
  return { ...preset, facts: { ...preset.facts, controls } };
}

const valuesOf = (controls: PresetFacts['controls']) =>
  Object.fromEntries(controls.map(({ id, default: value }) => [id, value]));

/**
 * Plays the preset, with its knobs where the material's were; to be called from a click or a key, as browsers ask.
 * @throws Error in words to show
 */
export async function play({ key, name, path, material }: Wanted): Promise<void> {
  if (silence) throw new Error(silence);
  const mine = ++turn;
  const heard = material.target || playing?.heard !== 'target' ? (playing?.heard ?? 'preset') : 'preset';
  const { controls, knobs } = playing?.key === key ? playing : { controls: [], knobs: {} };
  tell({ key, name, path, material, heard, controls, knobs, isStarting: true });
  try {
    const preset = withKnobs(await readPresetAt(path), { ...knobs, ...material.controls });
    const { sampleRate } = preset.facts;
    const [opened, sounds] = await Promise.all([playerAt(sampleRate), openMaterial(material, sampleRate)]);
    if (mine !== turn) return;
    await opened.start();
    await opened.load('a', preset);
    await opened.setLoop(sounds.dry, sounds.target);
    await opened.hear(sourceOf[playing?.heard ?? heard]);
    await opened.run(true);
    if (mine !== turn || !playing) return;
    const { controls: found } = preset.facts;
    tell({ ...playing, controls: found, knobs: valuesOf(found), isStarting: false });
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
  if (mine === turn) await player?.load('a', withKnobs(preset, playing.knobs));
}

/** Turns a knob of the preset, which is heard at once. */
export function turnKnob(id: string, value: number): void {
  if (!playing || playing.isStarting) return;
  const place = playing.controls.findIndex((control) => control.id === id);
  tell({ ...playing, knobs: { ...playing.knobs, [id]: value } });
  player?.set('a', `knob${place + 1}` as ParameterId, controlPlace(playing.controls[place], value));
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
