import type { ListeningResults } from '@tonewright/training/listening-test';
import { useEffect, useRef, useState } from 'react';
import { Button, Icon, Notice, Progress } from '../design/index.js';
import { listening as text } from '../strings/listening.js';
import './listening.css';
import { Section } from './Section.js';
import { type Button as Key, Session, type Sitting } from './session.js';
import { useBooth } from './useBooth.js';
import { useKeys } from './useKeys.js';

/** One sitting: asks until all is answered or the listener ends it. `onEnd` gets what was answered. */
export function ListeningTest({ sitting, onEnd }: { sitting: Sitting; onEnd: (results: ListeningResults) => void }) {
  const [session] = useState(() => new Session(sitting));
  const [answered, setAnswered] = useState(0);
  const [heard, setHeard] = useState<Key>();
  const known = useRef(new Set<Key>());
  const item = sitting.test.items[session.item];
  const booth = useBooth(item);
  const isRating = session.kind === 'rating';
  const keys: Key[] = isRating ? ['a', 'x'] : ['a', 'b', 'x'];
  const isReady = keys.every((key) => known.current.has(key));

  const hear = (key: Key) => {
    known.current.add(key);
    setHeard(key);
    booth.hear(session.place(key));
  };
  const stop = () => {
    setHeard(undefined);
    booth.stop();
  };
  const isEnded = useRef(false);
  const end = () => {
    isEnded.current = true;
    onEnd(session.results());
  };
  const answer = (number: number) => {
    if (!isReady) return;
    if (isRating) session.rate(number);
    else session.choose(number === 1 ? 'a' : 'b');
    known.current.clear();
    stop();
    if (session.isOver) end();
    setAnswered(session.answered);
  };
  // Who leaves the page has ended it.
  const latest = useRef(onEnd);
  latest.current = onEnd;
  useEffect(
    () => () => {
      if (!isEnded.current && session.answered > 0) latest.current(session.results());
    },
    [session],
  );
  const answers = isRating ? text.ratings : [text.isA, text.isB];
  useKeys({
    ...Object.fromEntries(keys.map((key) => [key, () => hear(key)])),
    ...Object.fromEntries(answers.map((_, i) => [`${i + 1}`, () => answer(i + 1)])),
    s: stop,
  });
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus goes to each new question
  useEffect(() => heading.current?.focus(), [answered]);

  return (
    <section className="listening" aria-label={sitting.test.title}>
      <header className="listening-line">
        <h2>{item.name}</h2>
        <Button className="listening-end" onClick={end}>
          {text.end}
        </Button>
      </header>
      <Progress
        label={sitting.test.title}
        value={answered / session.count}
        text={text.trial(Math.min(answered + 1, session.count), session.count)}
      />
      {booth.problem && <Notice kind="bad">{text.noSound(booth.problem)}</Notice>}
      <fieldset className="listening-buttons">
        <legend className="spoken">{text.sounds}</legend>
        {keys.map((key) => (
          <Button key={key} size="large" pressed={heard === key} onClick={() => hear(key)}>
            {isRating && key === 'a' ? text.reference : text[key]}
          </Button>
        ))}
        <Button size="large" kind="quiet" icon={<Icon name="stop" />} disabled={!heard} onClick={stop}>
          {text.stop}
        </Button>
      </fieldset>
      <h3 ref={heading} tabIndex={-1}>
        <span className="spoken">{text.trial(answered + 1, session.count)}: </span>
        {text.ask[session.kind]}
      </h3>
      <fieldset className="listening-buttons listening-answers">
        <legend className="spoken">{text.ask[session.kind]}</legend>
        {answers.map((label, i) => (
          <Button key={label} size="large" disabled={!isReady} onClick={() => answer(i + 1)}>
            {label}
          </Button>
        ))}
      </fieldset>
      <p className="quiet small">{isReady ? text.keys[session.kind] : text.hearFirst[session.kind]}</p>
      <Section
        key={session.item}
        samples={item.sounds[session.place('a')].samples}
        rate={item.sampleRate}
        booth={booth}
      />
    </section>
  );
}
