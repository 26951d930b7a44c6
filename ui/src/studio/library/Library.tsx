import type { PresetInfo } from '@tonewright/training/studio-api';
import { useState } from 'react';
import { Button, DropTarget, Empty, FileButton, Panel, Progress, SearchField, useToast } from '../../design/index.js';
import { library as text } from '../../strings/library.js';
import { studio } from '../../strings/studio.js';
import { ask, upload, wordsOf } from '../client.js';
import { Bin } from './Bin.js';
import { namedPresets, searchPresets } from './names.js';
import { PedalImage } from './PedalImage.js';
import { PresetItem } from './PresetItem.js';
import './library.css';

/** `stamp` changes when something came or went; without `presets` they are still being read. */
export function Library({ presets, stamp }: { presets?: PresetInfo[]; stamp: string }) {
  const add = useAdd();
  const [isForPedal, setForPedal] = useState(false);
  return (
    <div className="stack">
      <DropTarget text={text.drop} onFiles={add} />
      <Panel
        title={text.list}
        actions={
          <span className="line">
            <Button disabled={!presets?.length} onClick={() => setForPedal(true)}>
              {text.pedal.action}
            </Button>
            <FileButton label={text.add} accept=".json,.nam,.aidax" multiple onFiles={add} />
          </span>
        }
      >
        <p className="quiet">{text.about}</p>
        {!presets && <Progress label={studio.reading} text={studio.reading} />}
        {presets?.length === 0 && <Empty title={text.empty}>{text.emptyAbout}</Empty>}
        {presets && presets.length > 0 && <Presets presets={presets} />}
      </Panel>
      <Bin stamp={stamp} />
      <PedalImage open={isForPedal} onClose={() => setForPedal(false)} />
    </div>
  );
}

/** One file after the other; what is said names the file. */
function useAdd(): (files: File[]) => Promise<void> {
  const say = useToast();
  return async (files) => {
    for (const file of files)
      try {
        await ask('POST', 'presets', { upload: await upload(file), name: file.name });
        say(text.added(file.name));
      } catch (error) {
        say(text.adding(file.name, wordsOf(error)), 'problem');
      }
  };
}

function Presets({ presets }: { presets: PresetInfo[] }) {
  const [search, setSearch] = useState('');
  const found = searchPresets(namedPresets(presets), search);
  return (
    <>
      <SearchField label={text.search} value={search} onChange={({ target }) => setSearch(target.value)} />
      <p className="quiet small numbers" role="status">
        {text.count(found.length, presets.length)}
      </p>
      {found.length === 0 && (
        <Empty title={text.noMatch} actions={<Button onClick={() => setSearch('')}>{text.showAll}</Button>}>
          {text.noMatchAbout}
        </Empty>
      )}
      {found.map((preset) => (
        <PresetItem key={preset.file} preset={preset} />
      ))}
    </>
  );
}
