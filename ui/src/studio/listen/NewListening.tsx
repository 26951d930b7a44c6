import { useState } from 'react';
import { Panel, Select, Slider } from '../../design/index.js';
import { Setup, type Wanted } from '../../listening/Setup.js';
import { newSeed, type Sitting } from '../../listening/session.js';
import { studio } from '../../strings/studio.js';
import { type NamedPreset, namedPresets } from '../library/names.js';
import { type Material, materialsOf, partBegins, partSeconds } from '../sound/material.js';
import { useDo } from '../useStudio.js';
import { AbxFields, RatingFields, sidesOf } from './KindFields.js';
import type { ListenProps } from './Listen.js';
import { abxTest, ratingTest, type Side } from './listeningTests.js';

const text = studio.listen;

let lastListener = '';
/** A sitting with more presets than these would tire. */
const few = 6;

/** What to listen to, and how. */
export function NewListening({
  recordings,
  jobs,
  presets,
  onBegin,
}: Omit<ListenProps, 'listening'> & { onBegin: (sitting: Sitting) => void }) {
  const run = useDo();
  const materials = materialsOf(recordings, jobs);
  const playable = namedPresets((presets ?? []).filter(({ loads }) => loads));
  const [chosen, setChosen] = useState<{ id?: string; from?: number }>({});
  const material =
    materials.find(({ id }) => id === chosen.id) ?? materials.find(({ target }) => target) ?? materials[0];
  const from = chosen.from ?? partBegins(material.seconds);
  const [chosenToRate, setRated] = useState<string[]>();
  const [hasAnchor, setAnchor] = useState(true);
  const [wantedSides, setSides] = useState<Partial<Record<'a' | 'b', Side>>>({});
  const [trials, setTrials] = useState(12);
  const [isPreparing, setPreparing] = useState(false);
  // A few are rated all; among many one chooses.
  const isRated = ({ file }: NamedPreset) => chosenToRate?.includes(file) ?? playable.length <= few;
  const rated = playable.filter(isRated);
  const { a, b, choices } = sidesOf(playable, material, wantedSides);

  const begin = async ({ kind, listener }: Wanted) => {
    lastListener = listener;
    setPreparing(true);
    await run(async () => {
      const test =
        kind === 'rating'
          ? await ratingTest({ material, from, presets: rated }, hasAnchor)
          : await abxTest({ material, from, presets: playable }, a, b);
      onBegin({ test, kind, listener, trials, seed: newSeed() });
    });
    setPreparing(false);
  };
  const hindrance = {
    rating: material.target
      ? rated.length === 0 && (playable.length ? text.noneRated : text.noPresets)
      : text.needsDevice,
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
            <MaterialFields materials={materials} material={material} from={from} onChange={setChosen} />
            {kind === 'rating' ? (
              <RatingFields
                {...{ presets: playable, rated: rated.map(({ file }) => file), setRated, hasAnchor, setAnchor }}
              />
            ) : (
              <AbxFields {...{ choices, a, b, setSides, trials, setTrials }} />
            )}
            {isPreparing && <p role="status">{text.preparing}</p>}
          </>
        )}
      </Setup>
    </Panel>
  );
}

function MaterialFields({
  materials,
  material,
  from,
  onChange,
}: {
  materials: Material[];
  material: Material;
  from: number;
  onChange: (chosen: { id: string; from?: number }) => void;
}) {
  const { id, seconds = 0 } = material;
  return (
    <>
      <Select
        label={text.material}
        value={id}
        options={materials.map(({ id, label }) => ({ value: id, label }))}
        onChange={(chosen) => onChange({ id: chosen })}
      />
      {seconds > partSeconds && (
        <Slider
          {...{ label: text.from, min: 0, max: Math.floor(seconds - partSeconds), step: 1 }}
          value={Math.round(from)}
          text={text.fromText(from)}
          onChange={(wanted) => onChange({ id, from: wanted })}
        />
      )}
    </>
  );
}
