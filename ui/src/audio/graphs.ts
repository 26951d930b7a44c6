/**
 * The graphs that Elementary renders around the signal chain: what is played into it, and what is heard and measured
 * behind it.
 */
import { el, type NodeRepr_t } from '@elemaudio/core';

/** What may be heard; each is a channel into the monitor. */
export const sources = ['dry', 'a', 'b', 'target'] as const;
export type Source = (typeof sources)[number];

/** A loop that plays from its start; one that is no longer `isHeard` fades out. */
export interface Run {
  number: number;
  /** Names in the virtual file system of the loop and of what a real device made of it. */
  dry: string;
  target?: string;
  isHeard: boolean;
}

export interface Playing {
  runs: Run[];
  /** Names of what is to stay in the virtual file system, played or not. */
  kept: string[];
  /** Gain of the live input, linear. */
  live: number;
}

/** Time constant of gains; after `fadedSeconds` nothing is left of what faded out. */
const fadeSeconds = 0.01;
export const fadedSeconds = 20 * fadeSeconds;

/** Glides to a value and is exact when it has arrived, which a smoother alone never is. */
function glide(target: NodeRepr_t): NodeRepr_t {
  const gliding = el.smooth(el.tau2pole(fadeSeconds), target);
  return el.select(el.le(el.abs(el.sub(target, gliding)), 1e-4), target, gliding);
}
const sum = (signals: NodeRepr_t[]) =>
  signals.reduce((all, signal) => el.add(all, signal), el.const({ value: 0 }) as NodeRepr_t);

/** In the virtual file system: some ones. */
export const ones = 'ones';

/**
 * A recording from its start, again and again. Elementary fades it in by a smoother that stays 14 millionths below 1
 * for ever; ones that begin at the same time tell that gain, and are divided by.
 */
function looped(number: number, path: string): NodeRepr_t {
  const sample = (path: string) => el.sample({ key: `sample-${number}-${path}`, path, mode: 'loop' }, 1, 1);
  return el.div(sample(path), el.max(0.5, sample(ones)));
}

/** Two channels: what goes into the presets, and the real target at the same place of the loop. */
export function player({ runs, kept, live }: Playing): NodeRepr_t[] {
  const faded = ({ number, isHeard }: Run, path: string) =>
    el.mul(glide(el.const({ key: `run-${number}`, value: isHeard ? 1 : 0 })), looped(number, path));
  const input = el.mul(glide(el.const({ key: 'live', value: live })), el.in({ channel: 0 }));
  const still = kept.map((path) => el.sample({ key: `kept-${path}`, path, mode: 'loop' }, 0, 1));
  return [
    sum([input, ...still, ...runs.map((run) => faded(run, run.dry))]),
    sum(runs.flatMap((run) => (run.target ? [faded(run, run.target)] : []))),
  ];
}

export interface Listening {
  heard: Source;
  /** Linear gain of everything that is heard. */
  volume: number;
  /** Linear gain of each, so that they are equally loud. */
  gains: Record<Source, number>;
  /** Two sources whose difference is measured, without their gains. */
  nullTest?: [Source, Source];
}

/** Equal in power, so that sources that are not alike keep their loudness half-way. */
function share(source: Source, heard: Source): NodeRepr_t {
  const isHeard = el.const({ key: `share-${source}`, value: source === heard ? 1 : 0 });
  return el.sin(el.mul(Math.PI / 2, el.smooth(el.tau2pole(fadeSeconds / 2), isHeard)));
}

const channelOf = (source: Source) => el.in({ channel: sources.indexOf(source) });

/** Time constant of the RMS: about a third of a second counts, as in the plugin. */
const rmsSeconds = 0.1;

const rmsOf = (signal: NodeRepr_t) => el.sqrt(el.smooth(el.tau2pole(rmsSeconds), el.mul(signal, signal)));

/** Two channels for the ears, with meters, scope and spectrum of what is heard. Events: their `source` names. */
export function monitor({ heard, volume, gains, nullTest }: Listening): NodeRepr_t[] {
  const gain = (source: Source) => glide(el.const({ key: `gain-${source}`, value: gains[source] }));
  const mix = sum(sources.map((source) => el.mul(gain(source), share(source, heard), channelOf(source))));
  const watched = el.fft(
    { key: 'fft', name: 'heard', size: 2048 },
    el.scope({ key: 'scope', name: 'heard', size: 512 }, el.meter({ key: 'meter', name: 'heard' }, mix)),
  );
  const measured = [el.meter({ key: 'rms', name: 'rms' }, rmsOf(mix))];
  if (nullTest)
    measured.push(el.meter({ key: 'null', name: 'null' }, el.sub(channelOf(nullTest[0]), channelOf(nullTest[1]))));
  const out = el.mul(glide(el.const({ key: 'volume', value: volume })), watched);
  return [el.add(out, el.mul(0, sum(measured))), out]; // measured, not heard
}
