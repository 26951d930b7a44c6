/**
 * The graphs that Elementary renders around the signal chain: what is played into it, and what is heard and measured
 * behind it.
 */
import { el, type NodeRepr_t } from '@elemaudio/core';

/** What may be heard; each is a channel into the monitor. */
export const sources = ['dry', 'a', 'b', 'target'] as const;
export type Source = (typeof sources)[number];

export interface Playing {
  /** Names in the virtual file system of the loop and of what a real device made of it; undefined: silence. */
  loop?: string;
  target?: string;
  isRunning: boolean;
  /** Gain of the live input, linear. */
  live: number;
}

const silence = () => el.const({ value: 0 });

/** Two channels: what goes into the presets, and the real target at the same place of the loop. */
export function player({ loop, target, isRunning, live }: Playing): NodeRepr_t[] {
  const gate = el.const({ key: 'run', value: isRunning ? 1 : 0 });
  const looped = (path?: string) =>
    path ? el.mul(el.sm(gate), el.sample({ key: `sample-${path}`, path, mode: 'loop' }, gate, 1)) : silence();
  const input = el.mul(el.sm(el.const({ key: 'live', value: live })), el.in({ channel: 0 }));
  return [el.add(looped(loop), input), looped(target)];
}

export interface Listening {
  heard: Source;
  /** Linear gain of everything. */
  volume: number;
  /** Two sources whose difference is measured. */
  nullTest?: [Source, Source];
}

const fadeMs = 15;

/** Equal in power, so that sources that are not alike keep their loudness half-way. */
function share(source: Source, heard: Source): NodeRepr_t {
  const isHeard = el.const({ key: `share-${source}`, value: source === heard ? 1 : 0 });
  return el.sin(el.mul(Math.PI / 2, el.smooth(el.tau2pole(fadeMs / 3000), isHeard)));
}

const channelOf = (source: Source) => el.in({ channel: sources.indexOf(source) });

/** Two channels for the ears, with meters, scope and spectrum of what is heard. Events: their `source` names. */
export function monitor({ heard, volume, nullTest }: Listening): NodeRepr_t[] {
  const faded = sources.map((source) => el.mul(share(source, heard), channelOf(source)));
  const mix = faded.reduce((sum, signal) => el.add(sum, signal));
  const watched = el.fft(
    { key: 'fft', name: 'heard', size: 2048 },
    el.scope({ key: 'scope', name: 'heard', size: 512 }, el.meter({ key: 'meter', name: 'heard' }, mix)),
  );
  const out = el.mul(el.sm(el.const({ key: 'volume', value: volume })), watched);
  if (!nullTest) return [out, out];
  const difference = el.sub(channelOf(nullTest[0]), channelOf(nullTest[1]));
  // Measured, not heard.
  return [el.add(out, el.mul(0, el.meter({ key: 'null', name: 'null' }, difference))), out];
}
