import type { Recording } from '@tonewright/training/studio-api';
import { knobValuesText } from './capture/knobValues.js';

/** Recordings that can be trained on together: takes of one name, with the same knobs at several settings; or one alone. */
export interface Takes {
  key: string;
  name: string;
  recordings: Recording[];
}

export interface KnobRange {
  min: number;
  max: number;
}

const controlsOf = ({ source }: Recording): Record<string, number> => source.controls ?? {};

export function groupTakes(recordings: Recording[]): Takes[] {
  const groups = new Map<string, Takes>();
  for (const recording of recordings) {
    const { id, name } = recording;
    const knobs = Object.keys(controlsOf(recording)).sort();
    const key = knobs.length > 0 ? `${name}\n${knobs}` : id;
    const group = groups.get(key) ?? { key, name, recordings: [] };
    group.recordings.push(recording);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap((group) => (isAtSeveralSettings(group) ? [group] : alone(group)));
}

const isAtSeveralSettings = ({ recordings }: Takes) => Object.keys(knobRanges(recordings)).length > 0;
const alone = ({ name, recordings }: Takes): Takes[] =>
  recordings.map((recording) => ({ key: recording.id, name, recordings: [recording] }));

/** The knobs that were not the same in all takes, and what their values go from and to. */
export function knobRanges(takes: Recording[]): Record<string, KnobRange> {
  const names = takes.length > 1 ? Object.keys(controlsOf(takes[0])) : [];
  const ranges = names.map((name): [string, KnobRange] => {
    const values = takes.map((take) => controlsOf(take)[name]);
    return [name, { min: Math.min(...values), max: Math.max(...values) }];
  });
  return Object.fromEntries(ranges.filter(([, { min, max }]) => max > min));
}

export const takeLabel = ({ name, source }: Recording): string =>
  [name, knobValuesText(source.controls)].filter(Boolean).join(', ');
