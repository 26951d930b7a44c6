import type { PresetInfo } from '@tonewright/training/studio-api';
import { useState } from 'react';
import { Button, Empty, FileButton, Panel } from '../../design/index.js';
import { library as text } from '../../strings/library.js';
import { ask, upload } from '../client.js';
import { useDo } from '../useStudio.js';
import { Bin } from './Bin.js';
import { PedalImage } from './PedalImage.js';
import { PresetItem } from './PresetItem.js';
import './library.css';

/** `stamp` changes when something came or went. */
export function Library({ presets, stamp }: { presets: PresetInfo[]; stamp: string }) {
  const run = useDo();
  const [isForPedal, setForPedal] = useState(false);
  const take = ([file]: File[]) =>
    run(async () => ask('POST', 'presets', { upload: await upload(file), name: file.name }));
  return (
    <div className="stack">
      <Panel
        title={text.list}
        actions={
          <span className="line">
            <Button disabled={presets.length === 0} onClick={() => setForPedal(true)}>
              {text.pedal.action}
            </Button>
            <FileButton label={text.add} accept=".json,.nam,.aidax" onFiles={take} />
          </span>
        }
      >
        <p className="quiet">{text.about}</p>
        {presets.length === 0 && <Empty title={text.empty}>{text.emptyAbout}</Empty>}
        {presets.map((preset) => (
          <PresetItem key={preset.file} preset={preset} />
        ))}
      </Panel>
      <Bin stamp={stamp} />
      <PedalImage open={isForPedal} onClose={() => setForPedal(false)} />
    </div>
  );
}
