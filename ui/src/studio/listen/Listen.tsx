import type { Job, ListeningResults, PresetInfo, Recording, StoredListening } from '@tonewright/training/studio-api';
import { useState } from 'react';
import { Button, Empty, Notice, Panel } from '../../design/index.js';
import { ListeningTest } from '../../listening/ListeningTest.js';
import { Results } from '../../listening/Results.js';
import type { Sitting } from '../../listening/session.js';
import { useAskBeforeLeaving } from '../../listening/useAskBeforeLeaving.js';
import { studio } from '../../strings/studio.js';
import { when } from '../../strings/when.js';
import { ask } from '../client.js';
import { stop } from '../sound/studioSound.js';
import { useDo, useRemove } from '../useStudio.js';
import { NewListening } from './NewListening.js';

const text = studio.listen;

export interface ListenProps {
  recordings: Recording[];
  jobs: Job[];
  /** Undefined until they are read. */
  presets?: PresetInfo[];
  listening: StoredListening[];
}

let unsaved: ListeningResults[] = []; // stays when the page is left
addEventListener('beforeunload', (event) => unsaved.length > 0 && event.preventDefault());

export function Listen({ listening, ...all }: ListenProps) {
  const run = useDo();
  const [sitting, setSitting] = useState<Sitting>();
  const [waiting, setWaiting] = useState(unsaved);
  useAskBeforeLeaving(Boolean(sitting));
  const save = async (results: ListeningResults) => {
    unsaved = [...unsaved.filter((other) => other !== results), results];
    if (await run(() => ask('POST', 'listening', results))) unsaved = unsaved.filter((other) => other !== results);
    setWaiting(unsaved);
  };
  if (sitting)
    return (
      <ListeningTest
        sitting={sitting}
        onEnd={(results) => {
          setSitting(undefined);
          if (results.answers.length > 0) save(results);
        }}
      />
    );
  return (
    <div className="columns">
      <NewListening
        {...all}
        onBegin={(begun) => {
          stop();
          setSitting(begun);
        }}
      />
      <Panel title={text.list}>
        {waiting.map((results) => (
          <Notice
            key={results.startedAt}
            kind="warn"
            title={text.notSaved}
            actions={<Button onClick={() => save(results)}>{text.save}</Button>}
          >
            <Results title={results.title} all={[results]} />
          </Notice>
        ))}
        {listening.length === 0 && <Empty title={text.empty}>{text.emptyAbout}</Empty>}
        {titlesOf(listening).map((title) => (
          <Group key={title} title={title} sittings={listening.filter(({ results }) => results.title === title)} />
        ))}
      </Panel>
    </div>
  );
}

/** The newest first. */
const titlesOf = (listening: StoredListening[]) => [
  ...new Set([...listening].reverse().map(({ results }) => results.title)),
];

function Group({ title, sittings }: { title: string; sittings: StoredListening[] }) {
  const remove = useRemove();
  return (
    <article className="item" aria-label={title}>
      <h3>{title}</h3>
      <Results title={title} all={sittings.map(({ results }) => results)} />
      <ul className="sittings">
        {sittings.map(({ id, createdAt, results: { listener, answers } }) => (
          <li key={id} className="line">
            <span className="quiet">{text.sitting(listener, answers.length, when(createdAt))}</span>
            <Button
              className="end"
              aria-label={`${studio.remove}: ${listener}`}
              onClick={() => remove(`listening/${id}`, listener)}
            >
              {studio.remove}
            </Button>
          </li>
        ))}
      </ul>
    </article>
  );
}
