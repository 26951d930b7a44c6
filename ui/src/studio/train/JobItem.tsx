import type { Job } from '@tonewright/training/studio-api';
import { Button, Notice, Progress, Tag } from '../../design/index.js';
import { studio } from '../../strings/studio.js';
import { when } from '../../strings/when.js';
import { ask } from '../client.js';
import { hasKeptPart, keptPart } from '../sound/material.js';
import { ListenButton } from '../sound/PlayBar.js';
import { useDo, useRemove } from '../useStudio.js';
import { Curves } from './Curves.js';
import { Preview } from './Preview.js';

const text = studio.train;

const kinds = {
  queued: 'plain',
  training: 'warn',
  stopping: 'warn',
  stopped: 'plain',
  finished: 'good',
  failed: 'bad',
} as const;

/** When each pass takes as long as those so far. */
function secondsLeft({ history, plannedEpochs }: Job): number | undefined {
  const last = history.at(-1);
  return last && plannedEpochs && (last.seconds / history.length) * (plannedEpochs - history.length);
}

/** A training: how it goes, what it has learnt so far to look at and to hear, and what to do with it. */
export function JobItem({ job }: { job: Job }) {
  const run = useDo();
  const remove = useRemove();
  const { id, name, createdAt, state, history, plannedEpochs, error, previewEpoch } = job;
  const act = (verb: string) => () => run(() => ask('POST', `jobs/${id}/${verb}`));
  const isBusy = state === 'training' || state === 'stopping';
  const esr = job.esr ?? (history.length ? Math.min(...history.map(({ validationEsr }) => validationEsr)) : undefined);
  const esrText = esr === undefined ? text.noEsr : text.esr(esr);
  const done = text.epochs(history.length, plannedEpochs, secondsLeft(job));
  return (
    <article className="item" aria-label={name}>
      <header className="line">
        <h3>{name}</h3>
        <Tag kind={kinds[state]}>{text.states[state]}</Tag>
        <span className="end line">
          {hasKeptPart(job) && (
            <ListenButton id={`job ${id}`} name={name} path={`jobs/${id}/preset`} material={keptPart(job)} />
          )}
          {(state === 'queued' || state === 'training') && <Button onClick={act('stop')}>{text.stop}</Button>}
          {(state === 'stopped' || state === 'failed') && <Button onClick={act('resume')}>{text.resume}</Button>}
          {!isBusy && <Button onClick={() => remove(`jobs/${id}`, name)}>{studio.remove}</Button>}
        </span>
      </header>
      <p className="quiet numbers">{[job.arch, esrText, when(createdAt)].join(', ')}</p>
      {error && <Notice kind="bad">{error}</Notice>}
      {isBusy && (
        <Progress label={name} value={history.length / (plannedEpochs ?? Number.POSITIVE_INFINITY)} text={done} />
      )}
      {history.length > 1 && <Curves label={text.curve(name, esrText)} history={history} />}
      {previewEpoch !== undefined && <Preview id={id} epoch={previewEpoch} isBusy={isBusy} />}
    </article>
  );
}
