/** The signal chain, left to right: every stage with its knobs. */
import type { ReactNode } from 'react';
import { Button, FileButton, Icon, IconButton } from '../design/index.js';
import { plugin as words } from '../strings/plugin.js';
import './Chain.css';
import { Parameter } from './Parameter.js';
import { store, useSnapshot } from './store.js';

function Stage({
  name,
  title,
  actions,
  children,
}: {
  name: string;
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={`stage stage-${name}`} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {actions}
      </header>
      <div className="stage-knobs">{children}</div>
    </section>
  );
}

function PresetStage({ onChoose }: { onChoose: () => void }) {
  const { preset } = useSnapshot().state;
  const controls = preset?.controls ?? [];
  const unload = preset && (
    <IconButton
      id="clear-preset"
      className="stage-close"
      label={words.unload}
      icon={<Icon name="close" />}
      onClick={() => store.send('clear', { what: 'preset' })}
    />
  );
  return (
    <Stage name="preset" title={words.stages.preset} actions={unload}>
      {controls.map(({ id, name, default: initial }) => (
        <Parameter key={id} id={id} name={name} defaultValue={initial} size={controls.length > 4 ? 'small' : 'large'} />
      ))}
      {preset && controls.length === 0 && <p className="stage-empty quiet">{words.noKnobs}</p>}
      {!preset && (
        <div className="stage-empty">
          <p className="quiet">{words.noPresetHint}</p>
          <Button kind="primary" onClick={onChoose}>
            {words.choosePreset}
          </Button>
        </div>
      )}
    </Stage>
  );
}

function CabinetStage() {
  const { cabinet } = useSnapshot().state;
  return (
    <Stage name="cabinet" title={words.stages.cabinet}>
      <div className="cabinet">
        <Parameter id="cabinet" />
        <p id="cabinet-name" className="cabinet-name small" title={cabinet?.path}>
          {cabinet?.name ?? words.cabinet.none}
        </p>
        {cabinet && (
          <p className="small quiet numbers">
            {words.cabinet.about(cabinet.seconds.toFixed(2), String(cabinet.sampleRate / 1000))}
          </p>
        )}
        <div className="cabinet-files">
          <FileButton
            label={words.cabinet.open}
            accept=".wav,audio/wav"
            onFiles={([file]) => store.open('cabinet', file)}
          />
          {cabinet && (
            <IconButton
              label={words.cabinet.remove}
              icon={<Icon name="close" />}
              onClick={() => store.send('clear', { what: 'cabinet' })}
            />
          )}
        </div>
      </div>
    </Stage>
  );
}

export function Chain({ onChoose }: { onChoose: () => void }) {
  return (
    <section className="chain" aria-label={words.chain}>
      <Stage name="input" title={words.stages.input}>
        <Parameter id="input" />
      </Stage>
      <Stage name="gate" title={words.stages.gate}>
        <Parameter id="gate" />
        <Parameter id="gateRelease" />
      </Stage>
      <PresetStage onChoose={onChoose} />
      <Stage name="tone" title={words.stages.tone}>
        <Parameter id="bass" />
        <Parameter id="mid" />
        <Parameter id="treble" />
        <Parameter id="presence" />
      </Stage>
      <CabinetStage />
      <Stage name="output" title={words.stages.output}>
        <Parameter id="mix" />
        <Parameter id="output" />
      </Stage>
    </section>
  );
}
