/** A page of its own: one file with the test inside, which works without a server. */
import type { ListeningDocument, ListeningResults } from '@tonewright/training/listening-test';
import { type ReactNode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Notice, ThemeSwitch } from '../design/index.js';
import { listening as text } from '../strings/listening.js';
import { ListeningTest } from './ListeningTest.js';
import './listening.css';
import { Results } from './Results.js';
import { Setup } from './Setup.js';
import { newSeed, type Sitting } from './session.js';
import { openDocument, readDocument, type Test } from './test.js';
import { useAskBeforeLeaving } from './useAskBeforeLeaving.js';

function Page({ document }: { document: ListeningDocument }) {
  const [test, setTest] = useState<Test>();
  const [problem, setProblem] = useState<string>();
  const [listener, setListener] = useState('');
  const [sitting, setSitting] = useState<Sitting>();
  const [all, setAll] = useState<ListeningResults[]>([]);
  useEffect(() => {
    openDocument(document).then(setTest, (error: Error) => setProblem(error.message));
  }, [document]);
  useAskBeforeLeaving(Boolean(sitting) || all.length > 0); // it may not be downloaded yet
  const end = (results: ListeningResults) => {
    if (results.answers.length > 0) setAll([...all, results]);
    setSitting(undefined);
  };
  if (problem) return <Notice kind="bad">{problem}</Notice>;
  if (!test) return <p className="quiet">{text.preparing}</p>;
  if (sitting) return <ListeningTest sitting={sitting} onEnd={end} />;
  return (
    <>
      {all.length > 0 && (
        <section className="listening" aria-label={text.results}>
          <h2>{text.results}</h2>
          <Results title={document.title} all={all} />
        </section>
      )}
      <Setup
        kinds={document.kinds}
        listener={listener}
        onBegin={(wanted) => {
          setListener(wanted.listener);
          setSitting({ test, trials: document.trials, seed: newSeed(), ...wanted });
        }}
      />
    </>
  );
}

function Frame({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  return (
    <main className="listening-page">
      <header className="listening-line">
        <h1>{title}</h1>
        <span className="listening-end">
          <ThemeSwitch />
        </span>
      </header>
      {about && <p>{about}</p>}
      {children}
    </main>
  );
}

/** Takes the test out of the page, so that no sound can be found there. */
function takeDocument(): ListeningDocument {
  const element = document.getElementById('listening-test');
  element?.remove();
  return readDocument(element?.textContent ?? '');
}

const root = createRoot(document.getElementById('root')!);
try {
  const test = takeDocument();
  document.title = test.title;
  root.render(
    <Frame title={test.title} about={test.about}>
      <Page document={test} />
    </Frame>,
  );
} catch (error) {
  root.render(
    <Frame title={document.title}>
      <Notice kind="bad">{(error as Error).message}</Notice>
    </Frame>,
  );
}
