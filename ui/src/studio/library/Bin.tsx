import type { BinItem } from '@tonewright/training/studio-api';
import { useCallback, useEffect, useState } from 'react';
import { Button, Dialog, Panel, Tag, useToast } from '../../design/index.js';
import { library } from '../../strings/library.js';
import { ask } from '../client.js';
import { useDo } from '../useStudio.js';

const text = library.bin;

/** What was thrown away: recordings, trainings and presets. */
export function Bin({ stamp }: { stamp: string }) {
  const run = useDo();
  const say = useToast();
  const [items, setItems] = useState<BinItem[]>([]);
  const [isSure, setSure] = useState(false);
  const read = useCallback(() => run(async () => setItems(await ask<BinItem[]>('GET', 'bin'))), [run]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: something came or went
  useEffect(() => void read(), [read, stamp]);
  const restore = async ({ id, name }: BinItem) => {
    if (await run(() => ask('POST', `bin/${encodeURIComponent(id)}/restore`))) say(text.restored(name));
    await read();
  };
  const empty = async () => {
    setSure(false);
    await run(() => ask('DELETE', 'bin'));
    await read();
  };
  return (
    <Panel title={text.title} actions={items.length > 0 && <Button onClick={() => setSure(true)}>{text.clear}</Button>}>
      {items.length === 0 && <p className="quiet">{text.empty}</p>}
      {items.map((item) => (
        <div key={item.id} className="line">
          <span>{item.name}</span>
          <Tag>{text.kinds[item.kind]}</Tag>
          <span className="quiet small">{text.removed(item.removedAt)}</span>
          <Button
            className="end"
            aria-label={text.restoreLabel(text.kinds[item.kind], item.name)}
            onClick={() => restore(item)}
          >
            {text.restore}
          </Button>
        </div>
      ))}
      <Dialog
        title={text.sure}
        open={isSure}
        onClose={() => setSure(false)}
        actions={
          <>
            <Button onClick={() => setSure(false)}>{text.close}</Button>
            <Button kind="danger" onClick={empty}>
              {text.clear}
            </Button>
          </>
        }
      >
        <p>{text.sureAbout(items.length)}</p>
      </Dialog>
    </Panel>
  );
}
