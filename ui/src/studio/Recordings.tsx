import type { DeviceInfo, NewRecording, Recording } from '@tonewright/training/studio-api';
import { useEffect, useState } from 'react';
import { Button, Empty, FileButton, Panel, Select, TextField } from '../design/index.js';
import { studio } from '../strings/studio.js';
import { address, ask, upload } from './client.js';
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
        {recordings.map((recording) => (
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
  useEffect(() => {
    run(async () => setDevices(await ask<DeviceInfo[]>('GET', 'devices')));
  }, [run]);
  const device = devices.find(({ id }) => id === chosen);
  return (
    <Panel title={text.device}>
      <p className="quiet">{text.deviceAbout}</p>
      <Select
        label={text.deviceLabel}
        value={chosen}
        options={devices.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={setChosen}
        hint={device?.description}
      />
      <Button
        kind="primary"
        size="large"
        disabled={!device}
        onClick={() => run(() => add({ name: device!.name, device: chosen, captureSeconds: 60, sampleRate: 48000 }))}
      >
        {text.make}
      </Button>
    </Panel>
  );
}

function FromFiles() {
  const run = useDo();
  const [name, setName] = useState('');
  const [dry, setDry] = useState<File>();
  const [wet, setWet] = useState<File>();
  const [isSending, setSending] = useState(false);
  const send = async () => {
    setSending(true);
    const done = await run(async () => {
      const [first, second] = [await upload(dry!), await upload(wet!)];
      await add({ name: name.trim() || wet!.name, dry: { upload: first }, wet: { upload: second } });
    });
    setSending(false);
    if (done) setWet(undefined);
  };
  return (
    <Panel title={text.files}>
      <p className="quiet">{text.filesAbout}</p>
      <a className="button button-plain button-normal" href={address('capture-signal')} download="capture.wav">
        {text.signal}
      </a>
      <TextField label={studio.name} value={name} maxLength={200} onChange={({ target }) => setName(target.value)} />
      {(
        [
          [text.dry, dry, setDry],
          [text.wet, wet, setWet],
        ] as const
      ).map(([label, file, set]) => (
        <div className="line" key={label}>
          <FileButton label={label} accept=".wav,audio/wav" onFiles={([first]) => set(first)} />
          <span className="quiet">{file?.name ?? text.none}</span>
        </div>
      ))}
      <Button kind="primary" size="large" disabled={!dry || !wet || isSending} onClick={send}>
        {isSending ? text.sending : text.send}
      </Button>
    </Panel>
  );
}
