import { Button, Panel, Progress, Select, TextField } from '../../design/index.js';
import { capture as text } from '../../strings/capture.js';
import { useKept } from '../kept.js';
import { useDo } from '../useStudio.js';
import type { CaptureDesk, DeskState } from './desk.js';
import { KnobValuesField, useKnobValues } from './KnobValuesField.js';

/** What is recorded, and the button that does it. */
export function TakeForm({ desk, state }: { desk: CaptureDesk; state: DeskState }) {
  const run = useDo();
  const [name, setName] = useKept('take.name', '');
  const knobs = useKnobValues('take.knobs');
  const [length, setLength] = useKept('take.length', '120');
  const { stage, done, seconds } = state;
  const isRecording = stage === 'recording';
  const record = () => {
    const controls = knobs.read();
    const note = { name: name.trim() || text.namePlaceholder, seconds: Number(length) };
    if (controls) run(() => desk.record({ ...note, controls }));
  };
  const progress = done === undefined ? text.preparing : text.left(seconds * (1 - done));
  return (
    <Panel title={text.take}>
      <div className="fields">
        <TextField
          label={text.name}
          value={name}
          maxLength={200}
          placeholder={text.namePlaceholder}
          onChange={({ target }) => setName(target.value)}
        />
        <Select label={text.length} value={length} options={text.lengths} onChange={setLength} />
      </div>
      <KnobValuesField knobs={knobs} />
      <div className="line">
        {isRecording && <Progress label={text.recording} value={done} text={progress} />}
        <Button
          kind={isRecording ? 'plain' : 'primary'}
          size="large"
          disabled={!isRecording && stage !== 'ready'}
          onClick={isRecording ? desk.stop : record}
        >
          {isRecording ? text.stop : text.record}
        </Button>
      </div>
      {(stage === 'closed' || stage === 'opening') && <p className="small quiet">{text.needs}</p>}
    </Panel>
  );
}
