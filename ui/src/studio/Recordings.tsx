import type { DeviceInfo, NewRecording, Recording } from '@tonewright/training/studio-api';
import { useEffect, useState } from 'react';
import { Button, Empty, Panel, Select, Slider } from '../design/index.js';
import { studio } from '../strings/studio.js';
import { ask } from './client.js';
import { FromFiles } from './FromFiles.js';
import { RecordingItem } from './RecordingItem.js';
import { useDo } from './useStudio.js';

const text = studio.record;
const add = (recording: NewRecording) => ask('POST', 'recordings', recording);

export function Recordings({ recordings }: { recordings: Recording[] }) {
  return (
    <div className="columns">
      <div className="stack">
        <FromDevice />
        <FromFiles />
      </div>
      <Panel title={text.list}>
        {recordings.length === 0 && <Empty title={text.empty}>{text.emptyAbout}</Empty>}
        {[...recordings].reverse().map((recording) => (
          <RecordingItem key={recording.id} recording={recording} />
        ))}
      </Panel>
    </div>
  );
}

function FromDevice() {
  const run = useDo();
  const [devices, setDevices] = useState<DeviceInfo[]>([]);
  const [chosen, setChosen] = useState('overdrive');
  const [turned, setTurned] = useState<Record<string, number>>({});
  useEffect(() => {
    run(async () => setDevices(await ask<DeviceInfo[]>('GET', 'devices')));
  }, [run]);
  const device = devices.find(({ id }) => id === chosen);
  const settingOf = ({ id, default: standard }: DeviceInfo['controls'][number]) => turned[id] ?? standard;
  const record = ({ name, controls: knobs }: DeviceInfo) => {
    const controls = Object.fromEntries(knobs.map((knob) => [knob.id, settingOf(knob)]));
    return add({ name, device: chosen, controls, captureSeconds: 60, sampleRate: 48000 });
  };
  return (
    <Panel title={text.device}>
      <p className="quiet">{text.deviceAbout}</p>
      <Select
        label={text.deviceLabel}
        value={chosen}
        options={devices.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => {
          setChosen(id);
          setTurned({});
        }}
        hint={device?.description}
      />
      <details>
        <summary>{text.deviceKnobs}</summary>
        {device?.controls.map((knob) => (
          <Slider
            key={knob.id}
            label={knob.name}
            value={settingOf(knob)}
            min={knob.min}
            max={knob.max}
            step={(knob.max - knob.min) / 100}
            text={`${Number(settingOf(knob).toPrecision(3))} ${knob.unit ?? ''}`}
            onChange={(value) => setTurned({ ...turned, [knob.id]: value })}
          />
        ))}
      </details>
      <Button kind="primary" size="large" disabled={!device} onClick={() => run(() => record(device!))}>
        {text.make}
      </Button>
    </Panel>
  );
}
