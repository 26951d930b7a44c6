import type { PresetInfo } from '@tonewright/training/studio-api';
import { useId, useState } from 'react';
import { Button, Icon, Menu, Notice, Tag } from '../../design/index.js';
import { library as text } from '../../strings/library.js';
import { address, ask } from '../client.js';
import { loop } from '../sound/material.js';
import { ListenButton } from '../sound/PlayBar.js';
import { useDo, useRemove } from '../useStudio.js';
import { Convert } from './Convert.js';
import { Edit } from './Edit.js';
import type { NamedPreset } from './names.js';

export const pathOf = (file: string) => `presets/${encodeURIComponent(file)}`;

/** What is open below or before a preset. */
type Open = 'edit' | 'convert' | undefined;

export function PresetItem({ preset }: { preset: PresetInfo & NamedPreset }) {
  const { file, name, loads, problems, model } = preset;
  const run = useDo();
  const remove = useRemove();
  const [open, setOpen] = useState<Open>();
  const editId = useId();
  const endEdit = () => {
    setOpen(undefined);
    document.getElementById(editId)?.focus(); // where it was before
  };
  const isOurs = model?.format === 'tonewright';
  const facts = [
    model?.architecture,
    model?.sampleRate && `${model.sampleRate} Hz`,
    ...(model ? text.facts(model.weights as number, model.load as number, model.loudness as number) : []),
    model?.gear,
    model?.author,
  ];
  return (
    <article className="item" aria-label={name}>
      <header className="line">
        <h3>{name}</h3>
        {!loads && <Tag kind="bad">{text.broken}</Tag>}
        <span className="end line">
          {loads && <ListenButton id={`preset ${file}`} name={name} path={pathOf(file)} material={loop} />}
          {isOurs && (
            <Button id={editId} pressed={open === 'edit'} onClick={() => setOpen(open === 'edit' ? undefined : 'edit')}>
              {text.edit}
            </Button>
          )}
          <a className="button button-plain button-normal" href={address(pathOf(file))} download={file}>
            {text.download}
          </a>
          <Menu
            label={text.more(name)}
            icon={<Icon name="more" />}
            items={[
              { id: 'convert', label: text.convert.action, disabled: !loads, onSelect: () => setOpen('convert') },
              { id: 'copy', label: text.copy, onSelect: () => run(() => ask('POST', `${pathOf(file)}/duplicate`)) },
              { id: 'remove', label: text.remove, danger: true, onSelect: () => remove(pathOf(file), name) },
            ]}
          />
        </span>
      </header>
      <p className="quiet numbers">{facts.filter(Boolean).join(', ')}</p>
      {problems.map(({ severity, message }) => (
        <Notice key={message} kind={severity === 'error' ? 'bad' : severity === 'warning' ? 'warn' : 'info'}>
          {message}
        </Notice>
      ))}
      {open === 'edit' && <Edit file={file} onDone={endEdit} />}
      <Convert file={file} name={name} open={open === 'convert'} onClose={() => setOpen(undefined)} />
    </article>
  );
}
