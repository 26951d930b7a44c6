/** What a rating and an A/B/X test ask for. */
import { Checkbox, type Option, Select, Slider } from '../../design/index.js';
import { studio } from '../../strings/studio.js';
import type { NamedPreset } from '../library/names.js';
import type { Material } from '../sound/material.js';
import type { Side } from './listeningTests.js';

const text = studio.listen;

export function RatingFields({
  presets,
  rated,
  setRated,
  hasAnchor,
  setAnchor,
}: {
  presets: NamedPreset[];
  /** Files. */
  rated: string[];
  setRated: (files: string[]) => void;
  hasAnchor: boolean;
  setAnchor: (hasAnchor: boolean) => void;
}) {
  const choose = (file: string, isIn: boolean) =>
    setRated(isIn ? [...rated, file] : rated.filter((other) => other !== file));
  return (
    <>
      <fieldset className="choices">
        <legend className="field-label">{text.presets}</legend>
        {presets.length === 0 && <p className="quiet">{text.noPresets}</p>}
        <div className="many">
          {presets.map(({ file, name }) => (
            <Checkbox key={file} label={name} checked={rated.includes(file)} onChange={(isIn) => choose(file, isIn)} />
          ))}
        </div>
      </fieldset>
      <Select
        label={text.anchor}
        value={hasAnchor ? 'dry' : 'none'}
        options={(['dry', 'none'] as const).map((value) => ({ value, label: text.anchors[value] }))}
        onChange={(value) => setAnchor(value === 'dry')}
      />
    </>
  );
}

export function AbxFields({
  choices,
  a,
  b,
  setSides,
  trials,
  setTrials,
}: {
  choices: Option<Side>[];
  a: Side;
  b: Side;
  setSides: (sides: { a: Side; b: Side }) => void;
  trials: number;
  setTrials: (trials: number) => void;
}) {
  return (
    <>
      <Select label={text.sides.a} value={a} options={choices} onChange={(value) => setSides({ a: value, b })} />
      <Select label={text.sides.b} value={b} options={choices} onChange={(value) => setSides({ a, b: value })} />
      <Slider
        {...{ label: text.trials, hint: text.trialsHint, min: 5, max: 40, step: 1 }}
        value={trials}
        text={`${trials}`}
        onChange={setTrials}
      />
    </>
  );
}

/** What A and B can be, and are: as wanted where there is that, else the device against the first preset. */
export function sidesOf(presets: NamedPreset[], { target }: Material, wanted: { a?: Side; b?: Side }) {
  const choices: Option<Side>[] = [
    { value: 'dry', label: text.sounds.dry },
    ...(target ? [{ value: 'target' as const, label: text.sounds.target }] : []),
    ...presets.map(({ file, name }) => ({ value: `preset ${file}` as const, label: name })),
  ];
  const first = target ? 1 : 0;
  const side = (wish: Side | undefined, place: number) =>
    choices.find(({ value }) => value === wish)?.value ?? choices[Math.min(place, choices.length - 1)].value;
  return { choices, a: side(wanted.a, first), b: side(wanted.b, first + 1) };
}
