/** The browser of presets: search, families, tags, favourites, folders. */
import { type KeyboardEvent, type SubmitEvent, useState } from 'react';
import { Button, Empty, FileButton, Icon, IconButton, SearchField, Select, TextField } from '../design/index.js';
import { plugin as words } from '../strings/plugin.js';
import { useAudition } from './audition.js';
import './Library.css';
import type { Entry, Folder } from './protocol.js';
import { store, useSnapshot } from './store.js';
import { everything, type Search, useLibrary } from './useLibrary.js';

/** Where the library stands beside the chain; on smaller windows it lies over it. */
export const BESIDE = '(min-width: 1000px)';

const optionsOf = (all: string, values: readonly string[]) => [
  { value: '', label: all },
  ...values.map((value) => ({ value, label: value })),
];

interface RowProps {
  entry: Entry;
  plays: boolean;
  isHeard: boolean;
  onAudition: () => void;
  onFavourite: (on: boolean) => void;
}

function Row({ entry, plays, isHeard, onAudition, onFavourite }: RowProps) {
  const about = [entry.gear, entry.family, entry.cost > 0 && words.cost(entry.cost)].filter(Boolean).join(' · ');
  return (
    <li data-path={entry.path} aria-current={plays || undefined} data-broken={entry.problem ? true : undefined}>
      <button
        type="button"
        className="entry"
        title={entry.path}
        onClick={() => store.send('load', { what: 'preset', path: entry.path })}
      >
        <span className="entry-name">{entry.name}</span>
        <span className="entry-about small">{entry.problem ?? about}</span>
      </button>
      {!entry.problem && (
        <IconButton
          className="audition"
          label={words.audition(entry.name)}
          pressed={isHeard}
          icon={<Icon name={isHeard ? 'stop' : 'play'} filled />}
          onClick={onAudition}
        />
      )}
      <IconButton
        className="star"
        label={words.favourite(entry.name)}
        pressed={entry.favourite}
        icon={<Icon name="star" filled={entry.favourite} />}
        onClick={() => onFavourite(!entry.favourite)}
      />
    </li>
  );
}

/** Arrow keys walk through the list, as in any list of presets. */
function walk(event: KeyboardEvent<HTMLUListElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('.entry')];
  const at = all.findIndex((entry) => entry.parentElement?.contains(document.activeElement));
  all[Math.min(all.length - 1, Math.max(0, at + step))]?.focus();
  event.preventDefault();
}

function Folders({ folders }: { folders: readonly Folder[] }) {
  const { canBrowse } = useSnapshot();
  const [path, setPath] = useState('');
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    if (path.trim()) store.send('folder', { action: 'add', path: path.trim() });
    setPath('');
  };
  return (
    <details id="folders">
      <summary>{words.folders}</summary>
      <ul>
        {folders.map((folder) => (
          <li key={folder.path} className="small">
            <span>{folder.problem ? `${folder.path}: ${folder.problem}` : folder.path}</span>
            {folder.removable ? (
              <IconButton
                label={words.removeFolder(folder.path)}
                icon={<Icon name="close" />}
                onClick={() => store.send('folder', { action: 'remove', path: folder.path })}
              />
            ) : (
              <span className="quiet">{words.factory}</span>
            )}
          </li>
        ))}
      </ul>
      <form onSubmit={add}>
        <TextField
          name="folder"
          label={words.folderPath}
          hideLabel
          placeholder={words.folderPath}
          spellCheck={false}
          value={path}
          onChange={({ target }) => setPath(target.value)}
        />
        <Button type="submit">{words.add}</Button>
        {canBrowse && <Button onClick={() => store.send('browse', { what: 'folder' })}>{words.browse}</Button>}
      </form>
    </details>
  );
}

export function Library({ onClose }: { onClose: () => void }) {
  const [search, setSearch] = useState<Search>(everything);
  const { preset } = useSnapshot().state;
  const { answer, entries, more, setFavourite } = useLibrary(search);
  const audition = useAudition();
  const change = (part: Partial<Search>) => setSearch({ ...search, ...part });
  const isFiltered = search.text !== '' || search.family !== '' || search.tag !== '' || search.favourites;
  const total = answer?.total ?? 0;
  return (
    <section
      className="library"
      id="library"
      aria-label={words.presets}
      onKeyDown={(event) => event.key === 'Escape' && !matchMedia(BESIDE).matches && onClose()}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: browsers do not know the search element everywhere */}
      <form className="library-search" role="search" onSubmit={(event) => event.preventDefault()}>
        <div className="library-line">
          <SearchField
            label={words.search}
            name="search"
            value={search.text}
            onChange={({ target }) => change({ text: target.value })}
          />
          <IconButton
            className="star"
            label={words.favourites}
            pressed={search.favourites}
            icon={<Icon name="star" filled={search.favourites} />}
            onClick={() => change({ favourites: !search.favourites })}
          />
          <IconButton
            className="library-close"
            label={words.closePresets}
            icon={<Icon name="close" />}
            onClick={onClose}
          />
        </div>
        <div className="library-line library-filters">
          <Select
            label={words.family}
            hideLabel
            value={search.family}
            options={optionsOf(words.allFamilies, answer?.families ?? [])}
            onChange={(family) => change({ family })}
          />
          <Select
            label={words.tag}
            hideLabel
            value={search.tag}
            options={optionsOf(words.allTags, answer?.tags ?? [])}
            onChange={(tag) => change({ tag })}
          />
        </div>
      </form>
      <p className="library-count small quiet" aria-live="polite">
        {answer ? words.countOf(total) : ' '}
        {answer?.scanning && ` · ${words.looking}`}
      </p>
      <div className="library-list">
        <ul id="entries" onKeyDown={walk}>
          {entries.map((entry) => (
            <Row
              key={entry.path}
              entry={entry}
              plays={entry.path === preset?.path}
              isHeard={entry.path === audition.path}
              onAudition={() => audition.toggle(entry.path)}
              onFavourite={(on) => setFavourite(entry.path, on)}
            />
          ))}
        </ul>
        {answer && total === 0 && (
          <Empty
            title={isFiltered ? words.noMatch : words.noFolders}
            actions={isFiltered && <Button onClick={() => setSearch(everything)}>{words.clearSearch}</Button>}
          >
            {isFiltered ? words.noMatchHint : words.noFoldersHint}
          </Empty>
        )}
        {entries.length < total && (
          <Button kind="quiet" onClick={more}>
            {words.showMore}
          </Button>
        )}
      </div>
      <div className="library-foot">
        <FileButton
          label={words.openFile}
          accept=".json,.nam,.aidax"
          onFiles={([file]) => store.open('preset', file)}
        />
        <Folders folders={answer?.folders ?? []} />
      </div>
    </section>
  );
}
