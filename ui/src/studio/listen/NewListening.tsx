import { useState } from 'react';
import { Checkbox, Panel, Select, Slider } from '../../design/index.js';
import { Setup, type Wanted } from '../../listening/Setup.js';
import { newSeed, type Sitting } from '../../listening/session.js';
import { studio } from '../../strings/studio.js';
import { materialsOf, partBegins, partSeconds } from '../sound/material.js';
import { useDo } from '../useStudio.js';
import type { ListenProps } from './Listen.js';
import { abxTest, nameOf, ratingTest, type Side } from './listeningTests.js';

const text = studio.listen;

let lastListener = '';

/** What to listen to, and how. */
export function NewListening({
  recordings,
  jobs,
  presets,
  onBegin,
}: Omit<ListenProps, 'listening'> & { onBegin: (sitting: Sitting) => void }) {
  const run = useDo();
  const materials = materialsOf(recordings, jobs);
  const playable = presets.filter(({ loads }) => loads);
  const [chosen, setChosen] = useState<string>();
  const material = materials.find(({ id }) => id === chosen) ?? materials.find(({ target }) => target) ?? materials[0];
  const [from, setFrom] = useState<number>();
  const [left, setLeft] = useState<string[]>([]); // out of a rating
  const [hasAnchor, setAnchor] = useState(true);
  const [sides, setSides] = useState<{ a?: Side; b?: Side }>({});
  const [trials, setTrials] = useState(12);
  const [isPreparing, setPreparing] = useState(false);
  const choices: { value: Side; label: string }[] = [
    { value: 'dry', label: text.sounds.dry },
    ...(material.target ? [{ value: 'target' as const, label: text.sounds.target }] : []),
    ...playable.map((preset) => ({ value: `preset ${preset.file}` as const, label: nameOf(preset) })),
  ];
  const side = (wanted: Side | undefined, otherwise: number) =>
    choices.some(({ value }) => value === wanted) ? wanted! : choices[Math.min(otherwise, choices.length - 1)].value;
  const [a, b] = [side(sides.a, material.target ? 1 : 0), side(sides.b, material.target ? 2 : 1)];
  const rated = playable.filter(({ file }) => !left.includes(file));
  const starts = from ?? partBegins(material.seconds);

  const begin = async ({ kind, listener }: Wanted) => {
    lastListener = listener;
    setPreparing(true);
    await run(async () => {
      const used = kind === 'rating' ? rated : playable.filter(({ file }) => [a, b].includes(`preset ${file}`));
      const wanted = { material, from: starts, presets: used };
      const test = await (kind === 'rating' ? ratingTest(wanted, hasAnchor) : abxTest(wanted, a, b));
      onBegin({ test, kind, listener, trials, seed: newSeed() });
    });
    setPreparing(false);
  };
  const hindrance = {
    rating: material.target ? rated.length === 0 && text.noPresets : text.needsDevice,
    abx: a === b && text.sameSides,
  };
  return (
    <Panel title={text.start}>
      <Setup
        kinds={['rating', 'abx']}
        listener={lastListener}
        disabled={isPreparing}
        hindrance={hindrance}
        onBegin={begin}
      >
        {(kind) => (
          <>
            <Select
              label={text.material}
              value={material.id}
              options={materials.map(({ id, label }) => ({ value: id, label }))}
              onChange={(id) => {
                setChosen(id);
                setFrom(undefined);
              }}
            />
            {material.seconds !== undefined && material.seconds > partSeconds && (
              <Slider
                {...{ label: text.from, min: 0, max: Math.floor(material.seconds - partSeconds), step: 1 }}
                value={Math.round(starts)}
                text={text.fromText(starts)}
                onChange={setFrom}
              />
            )}
            {kind === 'rating' ? (
              <>
                <fieldset className="choices">
                  <legend className="field-label">{text.presets}</legend>
                  {playable.map((preset) => (
                    <Checkbox
                      key={preset.file}
                      label={nameOf(preset)}
                      checked={!left.includes(preset.file)}
                      onChange={(isIn) =>
                        setLeft(isIn ? left.filter((file) => file !== preset.file) : [...left, preset.file])
                      }
                    />
                  ))}
                </fieldset>
                <Select
                  label={text.anchor}
                  value={hasAnchor ? 'dry' : 'none'}
                  options={(['dry', 'none'] as const).map((value) => ({ value, label: text.anchors[value] }))}
                  onChange={(value) => setAnchor(value === 'dry')}
                />
              </>
            ) : (
              <>
                <Select
                  label={text.sides.a}
                  value={a}
                  options={choices}
                  onChange={(value) => setSides({ a: value, b })}
                />
                <Select
                  label={text.sides.b}
                  value={b}
                  options={choices}
                  onChange={(value) => setSides({ a, b: value })}
                />
                <Slider
                  {...{ label: text.trials, hint: text.trialsHint, min: 5, max: 40, step: 1 }}
                  value={trials}
                  text={`${trials}`}
                  onChange={setTrials}
                />
              </>
            )}
            {isPreparing && <p role="status">{text.preparing}</p>}
          </>
        )}
      </Setup>
    </Panel>
  );
}
