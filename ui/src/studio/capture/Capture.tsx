import type { Recording } from '@tonewright/training/studio-api';
import { useSyncExternalStore } from 'react';
import { Button, Empty, Notice, Panel } from '../../design/index.js';
import { capture as text } from '../../strings/capture.js';
import { RecordingItem } from '../RecordingItem.js';
import { useDo } from '../useStudio.js';
import './Capture.css';
import type { CaptureDesk } from './desk.js';
import { Interface } from './Interface.js';
import { KeptTakes } from './KeptTakes.js';
import { LevelCheck } from './LevelCheck.js';
import { TakeForm } from './TakeForm.js';

/** Recording a pedal through an audio interface: devices, level, takes, and what the checks say of them. */
export function Capture({ desk, recordings }: { desk: CaptureDesk; recordings: Recording[] }) {
  const run = useDo();
  const state = useSyncExternalStore(desk.subscribe, desk.state);
  const taken = state.sent.flatMap((take) => {
    const recording = recordings.find(({ id }) => id === take.id);
    return recording ? [{ recording, ...take }] : [];
  });
  return (
    <div className="columns">
      <div className="stack">
        <Interface desk={desk} state={state} />
      </div>
      <div className="stack">
        <LevelCheck desk={desk} state={state} />
        <TakeForm desk={desk} state={state} />
        <KeptTakes desk={desk} kept={state.kept} />
        <Panel title={text.taken}>
          <p className="spoken" role="status">
            {state.stage === 'recording' ? text.recording : taken[0] && text.state(taken[0].recording)}
          </p>
          {taken.length === 0 && <Empty title={text.takenEmpty}>{text.takenEmptyAbout}</Empty>}
          {taken.map(({ recording, note, fullScale }) => (
            <RecordingItem
              key={recording.id}
              recording={recording}
              isOpen
              actions={
                <Button
                  disabled={state.stage !== 'ready'}
                  onClick={() => run(() => desk.record({ ...note, replaces: recording.id }))}
                >
                  {text.retake}
                </Button>
              }
            >
              {fullScale > 0 && (
                <Notice kind="warn" title={text.takeClipped(fullScale)}>
                  {text.takeClippedAdvice}
                </Notice>
              )}
            </RecordingItem>
          ))}
        </Panel>
      </div>
    </div>
  );
}
