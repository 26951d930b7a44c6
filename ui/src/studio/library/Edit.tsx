import type { PresetEdit } from '@tonewright/training/studio-api';
import { useEffect, useState } from 'react';
import { Button, TextArea, TextField } from '../../design/index.js';
import { library as text } from '../../strings/library.js';
import { ask } from '../client.js';
import { useDo } from '../useStudio.js';
import { pathOf } from './PresetItem.js';

/** Of a preset file of ours. */
interface PresetFile {
  metadata?: { name?: string; author?: string; gear?: string; tags?: string[]; description?: string };
}

interface Texts {
  name: string;
  gear: string;
  author: string;
  tags: string;
  notes: string;
}

const textsOf = ({ metadata = {} }: PresetFile, file: string): Texts => ({
  name: metadata.name ?? file,
  gear: metadata.gear ?? '',
  author: metadata.author ?? '',
  tags: (metadata.tags ?? []).join(', '),
  notes: metadata.description ?? '',
});

const editOf = ({ tags, ...texts }: Texts): PresetEdit => ({
  ...texts,
  tags: tags
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean),
});

/** What a preset says of itself, from its file. */
export function Edit({ file, onDone }: { file: string; onDone: () => void }) {
  const run = useDo();
  const [texts, setTexts] = useState<Texts>();
  useEffect(() => {
    run(async () => setTexts(textsOf(await ask<PresetFile>('GET', pathOf(file)), file)));
  }, [file, run]);
  if (!texts) return null;
  const field = (key: keyof Texts) => ({
    label: text[key],
    value: texts[key],
    onChange: ({ target }: { target: { value: string } }) => setTexts({ ...texts, [key]: target.value }),
  });
  const save = async () => {
    if (await run(() => ask('PATCH', pathOf(file), editOf(texts)))) onDone();
  };
  return (
    <form
      className="preset-edit"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextField {...field('name')} required maxLength={200} autoFocus />
      <TextField {...field('gear')} />
      <TextField {...field('author')} />
      <TextField {...field('tags')} hint={text.tagsHint} />
      <div className="wide">
        <TextArea {...field('notes')} maxLength={4000} />
      </div>
      <span className="line wide">
        <Button kind="primary" type="submit">
          {text.save}
        </Button>
        <Button onClick={onDone}>{text.cancel}</Button>
      </span>
    </form>
  );
}
