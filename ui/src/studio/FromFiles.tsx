import type { DrySource, NewRecording } from '@tonewright/training/studio-api';
import { useState } from 'react';
import { Button, DropTarget, FileButton, Panel, Select, TextField, useToast } from '../design/index.js';
import { studio } from '../strings/studio.js';
import { KnobValuesField, useKnobValues } from './capture/KnobValuesField.js';
import { address, ask, upload } from './client.js';
import { useKept } from './kept.js';
import { useDo } from './useStudio.js';

const text = studio.record;
/** A file with such a name is what was played. */
const saysDry = /\b(dry|di|input|capture|signal)\b/i;
/** Of the capture signal, as the Capture page plays it. */
const signalSeconds = [20, 60, 120, 300];

/** A recording of files: what the pedal made of a file, or of the capture signal, and where its knobs were. */
export function FromFiles() {
  const run = useDo();
  const say = useToast();
  const [name, setName] = useKept('files.name', '');
  const [played, setPlayed] = useKept('files.played', 'file');
  const [dry, setDry] = useState<File>();
  const [wet, setWet] = useState<File>();
  const [isSending, setSending] = useState(false);
  const knobs = useKnobValues('files.knobs');
  const take = (dropped: File[]) => {
    const [other] = dropped.filter(({ name }) => !/\.wave?$/i.test(name));
    if (other) return say(text.notWav(other.name), 'problem');
    const files = dropped.toSorted((a, b) => Number(saysDry.test(b.name)) - Number(saysDry.test(a.name)));
    const needsDry = played === 'file' && (!dry || files.length > 1);
    if (needsDry) setDry(files[0]);
    const recorded = files[needsDry ? 1 : 0];
    if (recorded) setWet(recorded);
  };
  const send = async () => {
    const controls = knobs.read();
    if (!controls) return;
    setSending(true);
    const done = await run(async () => {
      const source: DrySource = played === 'file' ? { upload: await upload(dry!) } : { captureSeconds: Number(played) };
      const recorded = { upload: await upload(wet!) };
      const recording: NewRecording = { name: name.trim() || wet!.name, controls, dry: source, wet: recorded };
      await ask('POST', 'recordings', recording);
    });
    setSending(false);
    if (done) setWet(undefined);
  };
  return (
    <Panel title={text.files}>
      <DropTarget text={text.drop} onFiles={take} />
      <p className="quiet">{text.filesAbout}</p>
      <a className="button button-plain button-normal" href={address('capture-signal')} download="capture.wav">
        {text.signal}
      </a>
      <TextField label={studio.name} value={name} maxLength={200} onChange={({ target }) => setName(target.value)} />
      <Select
        label={text.dryIs}
        value={played}
        options={[
          { value: 'file', label: text.dryFile },
          ...signalSeconds.map((seconds) => ({ value: `${seconds}`, label: text.drySignal(seconds) })),
        ]}
        onChange={setPlayed}
      />
      {played === 'file' && <ChosenFile label={text.dry} file={dry} onFile={setDry} />}
      <ChosenFile label={text.wet} file={wet} onFile={setWet} />
      <KnobValuesField knobs={knobs} />
      <Button kind="primary" size="large" disabled={(played === 'file' && !dry) || !wet || isSending} onClick={send}>
        {isSending ? text.sending : text.send}
      </Button>
    </Panel>
  );
}

function ChosenFile({ label, file, onFile }: { label: string; file?: File; onFile: (file: File) => void }) {
  return (
    <div className="line">
      <FileButton label={label} accept=".wav,audio/wav" onFiles={([first]) => onFile(first)} />
      <span className="quiet">{file?.name ?? text.none}</span>
    </div>
  );
}
