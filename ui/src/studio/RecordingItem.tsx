import type { Finding, Recording } from '@tonewright/training/studio-api';
import { type ReactNode, useState } from 'react';
import { Button, Icon, Menu, Notice, saveFile, Tag } from '../design/index.js';
import { studio } from '../strings/studio.js';
import { when } from '../strings/when.js';
import { knobValuesText } from './capture/knobValues.js';
import { address, ask } from './client.js';
import { Rename } from './Rename.js';
import './RecordingItem.css';
import { useDo, useRemove } from './useStudio.js';

const text = studio.record;
const kinds = { checking: 'plain', ready: 'good', unusable: 'bad', failed: 'bad' } as const;

/** A recording: what it is of, whether it can be trained on, and what the checks found. */
export function RecordingItem({
  recording,
  actions,
  isOpen = false,
  children,
}: {
  recording: Recording;
  actions?: ReactNode;
  /** All that the checks find is shown, not troubles alone. */
  isOpen?: boolean;
  children?: ReactNode;
}) {
  const run = useDo();
  const remove = useRemove();
  const [isNaming, setNaming] = useState(false);
  const { id, name, createdAt, state, source, findings, error, seconds, sampleRate, delaySamples } = recording;
  return (
    <article className="item" aria-label={name}>
      <header className="line">
        <h3>{name}</h3>
        <span className="quiet numbers">{knobValuesText(source.controls)}</span>
        <Tag kind={kinds[state]}>{text.states[state]}</Tag>
        <span className="end line">
          {actions}
          {state === 'failed' && (
            <Button onClick={() => run(() => ask('POST', `recordings/${id}/check`))}>{text.again}</Button>
          )}
          <Button onClick={() => remove(`recordings/${id}`, name)}>{studio.remove}</Button>
          <Menu
            label={text.more(name)}
            icon={<Icon name="more" />}
            items={[
              { id: 'rename', label: studio.rename, onSelect: () => setNaming(true) },
              ...(['dry', 'wet'] as const).map((which) => ({
                id: which,
                label: text.download[which],
                disabled: seconds === undefined,
                onSelect: () => saveFile(`${name} ${which}.wav`, address(`recordings/${id}/audio/${which}`)),
              })),
            ]}
          />
        </span>
      </header>
      <Rename
        name={name}
        open={isNaming}
        onClose={() => setNaming(false)}
        onName={(wanted) => run(() => ask('PATCH', `recordings/${id}`, { name: wanted }))}
      />
      <p className="quiet numbers">
        {seconds === undefined ? when(createdAt) : text.facts(when(createdAt), seconds, sampleRate ?? 0, delaySamples)}
      </p>
      {error && <Notice kind="bad">{error}</Notice>}
      {children}
      <Findings findings={findings} isOpen={isOpen} />
    </article>
  );
}

const icons = { ok: 'check', info: 'info', warning: 'warning', error: 'warning' } as const;

/** Troubles at once, the rest on demand. */
function Findings({ findings, isOpen }: { findings: Finding[]; isOpen: boolean }) {
  if (findings.length === 0) return null;
  const isTrouble = ({ severity }: Finding) => severity === 'warning' || severity === 'error';
  return (
    <>
      {findings.filter(isTrouble).map(({ severity, message, advice }) => (
        <Notice key={message} kind={severity === 'error' ? 'bad' : 'warn'} title={message}>
          {advice}
        </Notice>
      ))}
      <details open={isOpen}>
        <summary>{text.findings}</summary>
        <ul className="findings">
          {findings.map(({ severity, message }) => (
            <li key={message} className={severity}>
              <Icon name={icons[severity]} />
              {message}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
