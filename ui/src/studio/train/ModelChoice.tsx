import type { ModelCost } from '@tonewright/training/studio-api';
import { useEffect, useState } from 'react';
import { Choices, TextField } from '../../design/index.js';
import { models as text } from '../../strings/models.js';
import { ask } from '../client.js';
import { useKept } from '../kept.js';
import './train.css';

/** What a network takes, or why it is none; undefined while the server tries it. */
type Answer = ModelCost | { error: string } | undefined;

/** Of several networks, as the server's answers come. */
function useCosts(archs: string[], rate: number | undefined, knobs: number): (arch: string) => Answer {
  const [answers, setAnswers] = useState<Record<string, Answer>>({});
  const addressOf = (arch: string) =>
    `model-cost?${new URLSearchParams({ arch, rate: `${rate ?? 48_000}`, knobs: `${knobs}` })}`;
  const wanted = archs.map(addressOf).join(' ');
  useEffect(() => {
    let isWanted = true;
    for (const address of wanted.split(' ')) {
      const take = (answer: Answer) => isWanted && setAnswers((all) => ({ ...all, [address]: answer }));
      ask<ModelCost>('GET', address).then(take, (error) =>
        // A lost server is said at the top of the page.
        take(error instanceof TypeError ? undefined : { error: (error as Error).message }),
      );
    }
    return () => {
      isWanted = false;
    };
  }, [wanted]);
  return (arch) => answers[addressOf(arch)];
}

/** One line from the start, so that nothing moves when it is known; what it means stands at the chosen one. */
function Facts({ answer, isChosen }: { answer: Answer; isChosen: boolean }) {
  if (answer && 'error' in answer) return null;
  return (
    <span className="model-facts numbers">
      <span>{answer ? text.loads(answer) : text.wait}</span>
      {isChosen && answer && (
        <span className="quiet">{[text.size(answer), text.meaning, text.pedal(answer)].join(' ')}</span>
      )}
    </span>
  );
}

export interface ModelChoiceProps {
  arch: string;
  /** Of the recording, Hz. */
  rate?: number;
  /** Of the preset to be. */
  knobs?: number;
  onChange: (arch: string) => void;
}

/** Which network is trained, with what it is for, its size, and what it takes in plugin, browser and pedal. */
export function ModelChoice({ arch, rate, knobs = 0, onChange }: ModelChoiceProps) {
  const [own, setOwn] = useKept('train.own', 'lstm:16');
  const [isOwn, setIsOwn] = useKept('train.isOwn', false);
  const costOf = useCosts([...text.choices.map(({ value }) => value), own], rate, knobs);
  const ofOwn = costOf(own);
  const choose = (value: string) => {
    setIsOwn(value === 'own');
    onChange(value === 'own' ? own : value);
  };
  const write = (value: string) => {
    setOwn(value);
    onChange(value);
  };
  return (
    <>
      <Choices
        label={text.label}
        value={isOwn ? 'own' : arch}
        choices={[
          ...text.choices.map((choice) => ({
            ...choice,
            details: <Facts answer={costOf(choice.value)} isChosen={!isOwn && choice.value === arch} />,
          })),
          { value: 'own', ...text.own, details: isOwn && <Facts answer={ofOwn} isChosen /> },
        ]}
        onChange={choose}
      />
      {isOwn && (
        <TextField
          label={text.ownLabel}
          value={own}
          maxLength={200}
          spellCheck={false}
          hint={text.ownHint}
          error={ofOwn && 'error' in ofOwn ? ofOwn.error : undefined}
          onChange={({ target }) => write(target.value)}
        />
      )}
    </>
  );
}
