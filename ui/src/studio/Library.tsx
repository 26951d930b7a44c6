import type { PresetInfo } from '@tonewright/training/studio-api';
import { useState } from 'react';
import { Button, Empty, FileButton, Notice, Panel, Tag, TextField } from '../design/index.js';
import { studio } from '../strings/studio.js';
import { address, ask, upload } from './client.js';
import { useDo } from './useStudio.js';

const text = studio.library;
const pathOf = (file: string) => `presets/${encodeURIComponent(file)}`;

export function Library({ presets }: { presets: PresetInfo[] }) {
  const run = useDo();
  const take = ([file]: File[]) =>
    run(async () => ask('POST', 'presets', { upload: await upload(file), name: file.name }));
  return (
    <Panel title={text.list} actions={<FileButton label={text.add} accept=".json,.nam,.aidax" onFiles={take} />}>
      <p className="quiet">{text.about}</p>
      {presets.length === 0 && <Empty title={text.empty}>{text.emptyAbout}</Empty>}
      {presets.map((preset) => (
        <Row key={preset.file} preset={preset} />
      ))}
    </Panel>
  );
}

function Row({ preset: { file, loads, problems, model } }: { preset: PresetInfo }) {
  const run = useDo();
  const [isEditing, setEditing] = useState(false);
  const name = String(model?.name ?? file);
  const facts = [model?.architecture, model?.sampleRate && `${model.sampleRate} Hz`, model?.gear, model?.author];
  return (
    <article className="item" aria-label={name}>
      <header className="line">
        <h3>{name}</h3>
        {!loads && <Tag kind="bad">{text.broken}</Tag>}
        <span className="end line">
          {model?.format === 'tonewright' && (
            <Button pressed={isEditing} onClick={() => setEditing(!isEditing)}>
              {text.edit}
            </Button>
          )}
          <Button onClick={() => run(() => ask('POST', `${pathOf(file)}/duplicate`))}>{text.copy}</Button>
          <a className="button button-plain button-normal" href={address(pathOf(file))} download={file}>
            {text.download}
          </a>
          <Button onClick={() => run(() => ask('DELETE', pathOf(file)))}>{studio.remove}</Button>
        </span>
      </header>
      <p className="quiet numbers">{facts.filter(Boolean).join(', ')}</p>
      {problems.map(({ severity, message }) => (
        <Notice key={message} kind={severity === 'error' ? 'bad' : severity === 'warning' ? 'warn' : 'info'}>
          {message}
        </Notice>
      ))}
      {isEditing && <Edit file={file} model={model ?? {}} onDone={() => setEditing(false)} />}
    </article>
  );
}

function Edit({ file, model, onDone }: { file: string; model: Record<string, unknown>; onDone: () => void }) {
  const run = useDo();
  const [name, setName] = useState(String(model.name ?? file));
  const [gear, setGear] = useState(String(model.gear ?? ''));
  const [author, setAuthor] = useState(String(model.author ?? ''));
  const save = async () => {
    if (await run(() => ask('PATCH', pathOf(file), { name, gear, author }))) onDone();
  };
  return (
    <form
      className="edit"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextField label={studio.name} value={name} required onChange={({ target }) => setName(target.value)} />
      <TextField label={text.gear} value={gear} onChange={({ target }) => setGear(target.value)} />
      <TextField label={text.author} value={author} onChange={({ target }) => setAuthor(target.value)} />
      <Button kind="primary" type="submit">
        {text.save}
      </Button>
    </form>
  );
}
