import { Button, ButtonGroup, Icon, IconButton, ThemeSwitch } from '../design/index.js';
import { plugin as words } from '../strings/plugin.js';
import './Header.css';
import { Parameter } from './Parameter.js';
import { store, useSnapshot } from './store.js';

interface Props {
  isLibraryOpen: boolean;
  onLibrary: () => void;
  onSettings: () => void;
}

function Slots() {
  const { slot } = useSnapshot().state;
  const other = slot === 'a' ? 'B' : 'A';
  return (
    <ButtonGroup label={words.slots}>
      {(['a', 'b'] as const).map((name) => (
        <Button
          key={name}
          id={`slot-${name}`}
          pressed={slot === name}
          aria-label={words.slot(name.toUpperCase())}
          onClick={() => store.send('slot', { slot: name })}
        >
          {name.toUpperCase()}
        </Button>
      ))}
      <Button
        id="copy"
        icon={<Icon name="copy" />}
        aria-label={words.copyTo(other)}
        title={words.copyTip}
        onClick={() => store.send('copy')}
      />
    </ButtonGroup>
  );
}

function PresetName({ isLibraryOpen, onLibrary }: Props) {
  const { preset } = useSnapshot().state;
  const facts = [preset?.gear, preset?.author && words.by(preset.author), preset?.family].filter(Boolean).join(' · ');
  return (
    <div className="preset-name">
      <IconButton
        id="previous"
        label={words.previous}
        icon={<Icon name="previous" />}
        onClick={() => store.send('previous')}
      />
      <IconButton id="next" label={words.next} icon={<Icon name="next" />} onClick={() => store.send('next')} />
      <button
        type="button"
        id="open-library"
        aria-expanded={isLibraryOpen}
        title={isLibraryOpen ? words.closePresets : words.openPresets}
        onClick={onLibrary}
      >
        <h1 id="preset-name" aria-live="polite">
          {preset?.name || words.noPreset}
        </h1>
        <span className="quiet small">{facts || ' '}</span>
      </button>
    </div>
  );
}

export function Header(props: Props) {
  const { canUndo, canRedo, problems } = useSnapshot().state;
  return (
    <header className="header">
      <IconButton
        id="library-button"
        label={props.isLibraryOpen ? words.closePresets : words.openPresets}
        aria-expanded={props.isLibraryOpen}
        icon={<Icon name="library" />}
        onClick={props.onLibrary}
      />
      <PresetName {...props} />
      <div className="tools">
        <Slots />
        <div className="tools-history">
          <IconButton
            id="undo"
            label={words.undo}
            title={words.undoKey}
            disabled={!canUndo}
            icon={<Icon name="undo" />}
            onClick={() => store.send('undo')}
          />
          <IconButton
            id="redo"
            label={words.redo}
            title={words.redoKey}
            disabled={!canRedo}
            icon={<Icon name="redo" />}
            onClick={() => store.send('redo')}
          />
        </div>
        <Parameter id="bypass" />
        <div className="tools-page">
          <ThemeSwitch />
          <IconButton
            id="settings-button"
            label={problems.length > 0 ? words.settingsWithProblems(problems.length) : words.settings}
            icon={<Icon name={problems.length > 0 ? 'warning' : 'settings'} />}
            onClick={props.onSettings}
          />
        </div>
      </div>
    </header>
  );
}
