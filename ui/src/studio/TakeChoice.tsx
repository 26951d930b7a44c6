import type { Recording } from '@tonewright/training/studio-api';
import { useState } from 'react';
import { Checkbox, Select, TextField } from '../design/index.js';
import { studio } from '../strings/studio.js';
import { groupTakes, type KnobRange, knobRanges, type Takes, takeLabel } from './takes.js';

const text = studio.train;

/** What is trained on: a recording, or takes of one pedal at several settings, which give a preset knobs. */
export interface TakeChoice {
  groups: Takes[];
  group?: Takes;
  chosen: Recording[];
  /** Of the knobs that the preset will have, as typed. */
  ranges: [knob: string, range: Typed][];
  choose: (key: string) => void;
  setUsed: (id: string, isUsed: boolean) => void;
  setRange: (knob: string, part: Partial<Typed>) => void;
}

type Typed = Record<keyof KnobRange, string>;

const isRange = ({ min, max }: Typed) => min.trim() !== '' && max.trim() !== '' && Number(min) < Number(max);

/** As numbers; undefined when a range is none. */
export function rangesOf({ ranges }: TakeChoice): Record<string, KnobRange> | undefined {
  if (!ranges.every(([, range]) => isRange(range))) return undefined;
  return Object.fromEntries(ranges.map(([knob, { min, max }]) => [knob, { min: Number(min), max: Number(max) }]));
}

export function useTakeChoice(recordings: Recording[]): TakeChoice {
  const [key, setKey] = useState(''); // not kept: who comes back has mostly recorded something to train on
  const [unused, setUnused] = useState<string[]>([]);
  const [given, setGiven] = useState<Record<string, Partial<Typed>>>({});
  const groups = groupTakes(recordings);
  const newest = groups.find((found) => found.recordings.includes(recordings[recordings.length - 1]));
  const group = groups.find((found) => found.key === key) ?? newest;
  const chosen = group?.recordings.filter(({ id }) => !unused.includes(id)) ?? [];
  const ranges = Object.entries(knobRanges(chosen)).map(([knob, { min, max }]): [string, Typed] => [
    knob,
    { min: `${min}`, max: `${max}`, ...given[knob] },
  ]);
  return {
    groups,
    group,
    chosen,
    ranges,
    choose: (wanted) => {
      setKey(wanted);
      setGiven({});
    },
    setUsed: (id, isUsed) => setUnused(isUsed ? unused.filter((other) => other !== id) : [...unused, id]),
    setRange: (knob, part) => setGiven({ ...given, [knob]: { ...given[knob], ...part } }),
  };
}

export function TakeFields({ choice }: { choice: TakeChoice }) {
  const { groups, group, chosen, ranges, choose, setUsed, setRange } = choice;
  return (
    <>
      <Select
        label={text.recording}
        value={group?.key ?? ''}
        options={groups.map(({ key, name, recordings }) => ({
          value: key,
          label: recordings.length > 1 ? text.takes(name, recordings.length) : takeLabel(recordings[0]),
        }))}
        onChange={choose}
        disabled={!group}
      />
      {group && group.recordings.length > 1 && (
        <fieldset className="takes">
          <legend>{text.whichTakes}</legend>
          {group.recordings.map((take) => (
            <Checkbox
              key={take.id}
              label={takeLabel(take)}
              checked={chosen.includes(take)}
              onChange={(isUsed) => setUsed(take.id, isUsed)}
            />
          ))}
        </fieldset>
      )}
      {ranges.map(([knob, range]) => (
        <div className="fields" key={knob}>
          {(['min', 'max'] as const).map((end) => (
            <TextField
              key={end}
              type="number"
              step="any"
              label={text.range[end](knob)}
              value={range[end]}
              error={end === 'max' && !isRange(range) ? text.range.wrong : undefined}
              onChange={({ target }) => setRange(knob, { [end]: target.value })}
            />
          ))}
        </div>
      ))}
    </>
  );
}
