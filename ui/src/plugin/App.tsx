import { useEffect, useState } from 'react';
import { DropTarget, useToast } from '../design/index.js';
import { plugin as words } from '../strings/plugin.js';
import { Analyser } from './Analyser.js';
import './App.css';
import { Chain } from './Chain.js';
import { Header } from './Header.js';
import { BESIDE, Library } from './Library.js';
import { Settings } from './Settings.js';
import { store, useSnapshot } from './store.js';

/** Ctrl+Z and Ctrl+Shift+Z, but for fields, which have their own. */
function useUndoKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLInputElement;
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || isTyping) return;
      event.preventDefault();
      store.send(event.shiftKey ? 'redo' : 'undo');
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

/** Opens the library, or shows the one that is open: the next thing to do is to search. */
function useChoosing(setOpen: (open: boolean) => void): () => void {
  return () => {
    setOpen(true);
    requestAnimationFrame(() => document.querySelector<HTMLElement>('#library [name=search]')?.focus());
  };
}

/** The library shows by itself where there is room for both. */
function useLibraryOpen(): [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(() => matchMedia(BESIDE).matches);
  useEffect(() => {
    const query = matchMedia(BESIDE);
    const onChange = () => setOpen(query.matches);
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, []);
  return [open, setOpen];
}

function Lost() {
  return (
    <div id="lost" className="lost" role="alert">
      <strong>{words.lost.title}</strong> {words.lost.hint}
    </div>
  );
}

export function App() {
  const { connection, state, parameters } = useSnapshot();
  const [libraryOpen, setLibraryOpen] = useLibraryOpen();
  const [settingsOpen, setSettingsOpen] = useState(false);
  store.say = useToast();
  useUndoKeys();
  const name = state.preset?.name;
  useEffect(() => {
    document.title = name ? `${name} · ${words.product}` : words.product;
  }, [name]);
  const choose = useChoosing(setLibraryOpen);
  const closeLibrary = () => {
    setLibraryOpen(false);
    document.getElementById('open-library')?.focus();
  };
  return (
    <div className="page" aria-busy={parameters.length === 0}>
      {connection === 'lost' && <Lost />}
      <Header
        isLibraryOpen={libraryOpen}
        onLibrary={libraryOpen ? closeLibrary : choose}
        onSettings={() => setSettingsOpen(true)}
      />
      <div className="body">
        {libraryOpen && <Library onClose={closeLibrary} />}
        <main className="main">
          {parameters.length === 0 ? <p className="starting quiet">{words.starting}</p> : <Chain onChoose={choose} />}
          <Analyser />
        </main>
      </div>
      <Settings open={settingsOpen} onClose={() => setSettingsOpen(false)} />
      <DropTarget
        text={words.drop}
        onFiles={([file]) => store.open(/\.wav$/i.test(file.name) ? 'cabinet' : 'preset', file)}
      />
    </div>
  );
}
