import type { Job, Recording } from '@tonewright/training/studio-api';
import { useEffect, useRef } from 'react';
import { Button, ButtonGroup, Icon, Knob, Meter, type MeterHandle, Select } from '../../design/index.js';
import { studio } from '../../strings/studio.js';
import { useDo } from '../useStudio.js';
import { type Material, materialsOf } from './material.js';
import {
  type Heard,
  hear,
  measured,
  type Playing,
  play,
  refresh,
  stop,
  turnKnob,
  usePlaying,
  type Wanted,
} from './studioSound.js';

const text = studio.sound;

/** Starts and stops a preset. */
export function ListenButton({ id, ...wanted }: Omit<Wanted, 'key'> & { id: string }) {
  const run = useDo();
  const playing = usePlaying();
  const isHeard = playing?.key === id;
  return (
    <Button
      icon={<Icon name={isHeard ? 'stop' : 'play'} />}
      pressed={isHeard}
      onClick={() => run(() => (isHeard ? stop() : play({ ...wanted, key: id })))}
    >
      {text.listen}
    </Button>
  );
}

/** At the foot of every page while something is heard. */
export function PlayBar({ recordings, jobs }: { recordings: Recording[]; jobs: Job[] }) {
  const playing = usePlaying();
  const job = jobs.find(({ id }) => playing?.key === `job ${id}`);
  const learnt = `${job?.previewEpoch} ${job?.preset}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a training has learnt something
  useEffect(() => {
    refresh().catch(() => undefined); // what is heard goes on; a lost server is said at the top of the page
  }, [learnt]);
  if (!playing) return null;
  return <Bar playing={playing} materials={materialsOf(recordings, jobs)} />;
}

function Bar({ playing, materials }: { playing: Playing; materials: Material[] }) {
  const run = useDo();
  const { name, material, heard, isStarting } = playing;
  const all = materials.some(({ id }) => id === material.id) ? materials : [material, ...materials];
  const choices: Heard[] = material.target ? ['dry', 'target', 'preset'] : ['dry', 'preset'];
  return (
    <section className="playbar" aria-label={text.player}>
      <strong title={name}>{name}</strong>
      <ButtonGroup label={text.heard}>
        {choices.map((choice) => (
          <Button key={choice} pressed={heard === choice} onClick={() => run(() => hear(choice))}>
            {text.choices[choice]}
          </Button>
        ))}
      </ButtonGroup>
      <Select
        label={text.material}
        hideLabel
        value={material.id}
        options={all.map(({ id, label }) => ({ value: id, label }))}
        onChange={(chosen) => run(() => play({ ...playing, material: all.find(({ id }) => id === chosen)! }))}
      />
      {playing.controls.map((control) => (
        <PresetKnob key={control.id} control={control} value={playing.knobs[control.id]} />
      ))}
      <Level />
      <Button icon={<Icon name="stop" />} onClick={() => run(stop)}>
        {text.stop}
      </Button>
      <span className="spoken" role="status">
        {isStarting ? text.starting : ''}
      </span>
    </section>
  );
}

/** Small, with its value in the preset's own unit; Delete takes it to where it was loaded. */
function PresetKnob({ control, value }: { control: Playing['controls'][number]; value: number }) {
  const { id, name, min, max, default: initial, unit } = control;
  const place = (of: number) => (max > min ? (of - min) / (max - min) : 0);
  const take = (wanted: number) => turnKnob(id, Math.min(max, Math.max(min, wanted)));
  return (
    <Knob
      label={name}
      value={place(value)}
      defaultValue={place(initial)}
      text={`${Number(value.toPrecision(3))} ${unit}`.trim()}
      onChange={(to) => take(min + to * (max - min))}
      onText={(typed) => Number.isFinite(Number.parseFloat(typed)) && take(Number.parseFloat(typed))}
    />
  );
}

function Level() {
  const meter = useRef<MeterHandle>(null);
  useEffect(() => {
    let frame = 0;
    const look = (now: number) => {
      const levels = measured();
      if (levels) meter.current?.take([{ peak: levels.peak, rms: levels.rms }], now);
      frame = requestAnimationFrame(look);
    };
    frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, []);
  return <Meter label={text.level} ref={meter} />;
}
