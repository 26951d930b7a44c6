/** Every component in every state, for tests and for looking. */
import { StrictMode, useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import * as d from '../design/index.js';
import './gallery.css';

function Knobs() {
  const [gain, setGain] = useState(0.35);
  const [log, setLog] = useState<string[]>([]);
  const text = `${(gain * 10).toFixed(1)}`;
  const note = (what: string) => setLog((all) => [...all, what].slice(-200));
  return (
    <d.Panel title="Knobs">
      <div className="row">
        <d.Knob
          id="gain"
          label="Gain"
          description="How hard it is driven"
          size="large"
          value={gain}
          defaultValue={0.5}
          text={text}
          onChange={setGain}
          onGesture={(phase) => note(phase)}
          onText={(typed) => setGain(Math.min(1, Math.max(0, Number(typed) / 10 || 0)))}
        />
        <d.Knob label="Bass" value={0.7} defaultValue={0.5} text="+4.8 dB" onChange={() => {}} />
        <d.Knob label="Level" value={0} defaultValue={0} text="off" onChange={() => {}} />
        <d.Knob label="Not now" value={0.5} defaultValue={0.5} text="5.0" disabled onChange={() => {}} />
      </div>
      <output id="gestures" className="spoken">
        {log.join(' ')}
      </output>
    </d.Panel>
  );
}

function Buttons() {
  const [slot, setSlot] = useState('a');
  return (
    <d.Panel title="Buttons">
      <div className="row">
        <d.Button kind="primary" size="large" icon={<d.Icon name="record" />}>
          Record
        </d.Button>
        <d.Button kind="primary">Train</d.Button>
        <d.Button>Open</d.Button>
        <d.Button kind="quiet">Skip</d.Button>
        <d.Button kind="danger">Delete</d.Button>
        <d.Button disabled>Not now</d.Button>
        <d.IconButton label="Undo" icon={<d.Icon name="undo" />} />
        <d.ButtonGroup label="Slots">
          <d.Button pressed={slot === 'a'} onClick={() => setSlot('a')}>
            A
          </d.Button>
          <d.Button pressed={slot === 'b'} onClick={() => setSlot('b')}>
            B
          </d.Button>
        </d.ButtonGroup>
        <d.FileButton label="Choose a file…" onFiles={() => {}} />
        <d.DropTarget text="Drop it, and nothing happens: this is the gallery." onFiles={() => {}} />
        <d.Menu
          label="More"
          icon={<d.Icon name="more" />}
          items={[
            { id: 'copy', label: 'Duplicate', icon: <d.Icon name="copy" />, onSelect: () => {} },
            { id: 'delete', label: 'Delete', danger: true, icon: <d.Icon name="trash" />, onSelect: () => {} },
          ]}
        />
        <d.ThemeSwitch />
      </div>
    </d.Panel>
  );
}

function Fields() {
  const [on, setOn] = useState(true);
  const [family, setFamily] = useState<'gru' | 'lstm'>('gru');
  const [mix, setMix] = useState(60);
  return (
    <d.Panel title="Fields">
      <div className="fields">
        <d.TextField label="Name" defaultValue="Green drive" hint="As it is shown in the library." />
        <d.TextField label="Rate" defaultValue="ten" error="Expected a number of Hz, found “ten”." />
        <d.SearchField label="Search presets" />
        <d.Select
          label="Family"
          value={family}
          onChange={setFamily}
          options={[
            { value: 'gru', label: 'GRU' },
            { value: 'lstm', label: 'LSTM' },
          ]}
        />
        <d.Slider label="Mix" min={0} max={100} step={1} value={mix} text={`${mix} %`} onChange={setMix} />
        <d.Slider label="Held" min={0} max={100} step={1} value={mix} text={`${mix} %`} disabled onChange={setMix} />
        <d.Switch label="Level match" checked={on} onChange={setOn} />
        <d.Checkbox label="Favourites only" checked={!on} onChange={(checked) => setOn(!checked)} />
        <d.TextArea label="Notes" defaultValue="Bright, at noon." />
        <d.Choices
          label="Kind"
          value={family}
          onChange={setFamily}
          choices={[
            { value: 'gru', label: 'GRU', about: 'Light, for most pedals.', details: <span>273 weights</span> },
            { value: 'lstm', label: 'LSTM', about: 'For strong distortion.', details: <span>2,617 weights</span> },
          ]}
        />
      </div>
    </d.Panel>
  );
}

function Levels() {
  const meter = useRef<d.MeterHandle>(null);
  const paint = (surface: d.Surface) => {
    d.drawAxes(
      surface,
      {
        min: 20,
        max: 20000,
        log: true,
        marks: [
          [100, '100 Hz'],
          [1000, '1 kHz'],
        ],
      },
      { min: -120, max: 0, marks: [[-60, '−60 dB']] },
    );
  };
  useEffect(() => {
    meter.current?.take(
      [
        { peak: 0.7, rms: 0.2 },
        { peak: 1, rms: 0.3, clipped: true },
      ],
      performance.now(),
    );
  }, []);
  return (
    <d.Panel title="Levels and plots">
      <d.Meter label="In" ref={meter} />
      <d.Plot label="Empty axes" paint={paint} />
      <d.Legend
        entries={[
          { name: 'Device', colour: '--series-2' },
          { name: 'Preset', colour: '--series-1' },
        ]}
      />
    </d.Panel>
  );
}

function Messages() {
  const [open, setOpen] = useState(false);
  const [tab, setTab] = useState<'one' | 'two'>('one');
  const say = d.useToast();
  return (
    <d.Panel title="Notices">
      <div className="stack">
        <d.Notice>Recording takes two minutes.</d.Notice>
        <d.Notice kind="good" title="The recording is good." />
        <d.Notice kind="warn" title="The level is low.">
          Turn the device up by 6 dB.
        </d.Notice>
        <d.Notice kind="bad" title="The file is no WAV file." actions={<d.Button>Choose another</d.Button>} />
        <d.Progress label="Training" value={0.4} text="12 of 30" />
        <div className="row">
          <d.Tag>GRU</d.Tag>
          <d.Tag kind="good">ready</d.Tag>
          <d.Tag kind="warn">stopped</d.Tag>
          <d.Tag kind="bad">failed</d.Tag>
          <d.Button onClick={() => setOpen(true)}>Open a dialog</d.Button>
          <d.Button onClick={() => say('The disk is full. Make room, then save again.', 'problem')}>Say</d.Button>
        </div>
        <d.Tabs
          label="Parts"
          selected={tab}
          onSelect={setTab}
          tabs={[
            { id: 'one', label: 'One' },
            { id: 'two', label: 'Two' },
          ]}
        >
          <p>{tab === 'one' ? 'The first.' : 'The second.'}</p>
        </d.Tabs>
        <d.Empty title="No presets yet" actions={<d.Button kind="primary">Capture a device</d.Button>}>
          Record a device, and train it.
        </d.Empty>
      </div>
      <d.Dialog
        title="Delete the preset?"
        open={open}
        onClose={() => setOpen(false)}
        actions={<d.Button kind="danger">Delete</d.Button>}
      >
        <p>It goes to the bin.</p>
      </d.Dialog>
    </d.Panel>
  );
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <d.ToastProvider>
      <main className="gallery">
        <h1>Components</h1>
        <Knobs />
        <Buttons />
        <Fields />
        <Levels />
        <Messages />
      </main>
    </d.ToastProvider>
  </StrictMode>,
);
