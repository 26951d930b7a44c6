import type { Job, NewJob, Recording } from '@tonewright/training/studio-api';
import { useState } from 'react';
import { Button, Empty, Notice, Panel, Plot, Progress, type Surface, Tag, TextField } from '../design/index.js';
import { models } from '../strings/models.js';
import { studio } from '../strings/studio.js';
import { address, ask } from './client.js';
import { rangesOf, TakeFields, useTakeChoice } from './TakeChoice.js';
import { ModelChoice } from './train/ModelChoice.js';
import { useDo } from './useStudio.js';

const text = studio.train;

export function Train({ recordings, jobs }: { recordings: Recording[]; jobs: Job[] }) {
  return (
    <div className="columns">
      <NewTraining recordings={recordings.filter(({ state }) => state === 'ready')} />
      <Panel title={text.list}>
        {jobs.length === 0 && <Empty title={text.empty}>{text.emptyAbout}</Empty>}
        {[...jobs].reverse().map((job) => (
          <Row key={job.id} job={job} />
        ))}
      </Panel>
    </div>
  );
}

function NewTraining({ recordings }: { recordings: Recording[] }) {
  const run = useDo();
  const takes = useTakeChoice(recordings);
  const [arch, setArch] = useState(models.choices[0].value);
  const [name, setName] = useState('');
  const [recording] = takes.chosen;
  const ranges = rangesOf(takes);
  const begin = () => {
    const wanted = { name: name.trim() || recording.name, recordings: takes.chosen.map(({ id }) => id), ranges, arch };
    return run(() => ask('POST', 'jobs', wanted satisfies NewJob));
  };
  return (
    <Panel title={text.start}>
      {recordings.length === 0 && <Notice>{text.needs}</Notice>}
      <TakeFields choice={takes} />
      <ModelChoice arch={arch} rate={recording?.sampleRate} knobs={takes.ranges.length} onChange={setArch} />
      <TextField
        label={studio.name}
        value={name}
        maxLength={200}
        placeholder={recording?.name}
        onChange={({ target }) => setName(target.value)}
      />
      <Button kind="primary" size="large" disabled={!recording || !ranges} onClick={begin}>
        {text.begin}
      </Button>
    </Panel>
  );
}

const kinds = {
  queued: 'plain',
  training: 'warn',
  stopping: 'warn',
  stopped: 'plain',
  finished: 'good',
  failed: 'bad',
} as const;

function Row({ job }: { job: Job }) {
  const run = useDo();
  const { id, name, state, history, plannedEpochs, error, preset } = job;
  const act = (verb: string) => () => run(() => ask('POST', `jobs/${id}/${verb}`));
  const isBusy = state === 'training' || state === 'stopping';
  const esr = job.esr ?? (history.length ? Math.min(...history.map(({ validationEsr }) => validationEsr)) : undefined);
  const esrText = esr === undefined ? text.noEsr : text.esr(esr);
  const done = text.epochs(history.length, plannedEpochs);
  return (
    <article className="item" aria-label={name}>
      <header className="line">
        <h3>{name}</h3>
        <Tag kind={kinds[state]}>{text.states[state]}</Tag>
        <span className="end line">
          {(state === 'queued' || state === 'training') && <Button onClick={act('stop')}>{text.stop}</Button>}
          {(state === 'stopped' || state === 'failed') && <Button onClick={act('resume')}>{text.resume}</Button>}
          {!isBusy && <Button onClick={() => run(() => ask('DELETE', `jobs/${id}`))}>{studio.remove}</Button>}
        </span>
      </header>
      <p className="quiet numbers">{`${job.arch}, ${esrText}`}</p>
      {error && <Notice kind="bad">{error}</Notice>}
      {isBusy && (
        <Progress label={name} value={history.length / (plannedEpochs ?? Number.POSITIVE_INFINITY)} text={done} />
      )}
      {history.length > 1 && (
        <Plot className="curve" label={text.curve(name, esrText)} paint={(surface) => drawCurve(surface, history)} />
      )}
      {preset && !isBusy && <Listen id={id} stamp={history.length} />}
    </article>
  );
}

/** Validation error in dB over the passes. */
function drawCurve({ context, width, height, colour }: Surface, history: Job['history']): void {
  const decibels = history.map(({ validationEsr }) => 10 * Math.log10(Math.max(validationEsr, 1e-6)));
  const [low, high] = [Math.floor(Math.min(...decibels) / 10) * 10, Math.ceil(Math.max(...decibels, 0) / 10) * 10];
  const y = (value: number) => height - ((value - low) / (high - low || 1)) * height;
  context.font = '500 11px "Inter Variable", sans-serif';
  context.fillStyle = colour('--quiet');
  context.strokeStyle = colour('--line');
  for (let mark = low; mark <= high; mark += 10) {
    context.beginPath();
    context.moveTo(0, Math.round(y(mark)) + 0.5);
    context.lineTo(width, Math.round(y(mark)) + 0.5);
    context.stroke();
    if (mark < high) context.fillText(`${mark} dB`, 6, y(mark) - 5);
  }
  context.strokeStyle = colour('--accent');
  context.lineWidth = 1.5;
  context.beginPath();
  decibels.forEach((value, i) => {
    context.lineTo((i / (decibels.length - 1)) * width, y(value));
  });
  context.stroke();
}

/** The part kept from training: what went in, what the device made of it, and what the preset makes of it. */
function Listen({ id, stamp }: { id: string; stamp: number }) {
  return (
    <div className="listen">
      {(['dry', 'target', 'preset'] as const).map((which) => (
        <figure key={which}>
          <figcaption>{text.listen[which]}</figcaption>
          {/* biome-ignore lint/a11y/useMediaCaption: played by instruments, without words */}
          <audio controls preload="none" src={`${address(`jobs/${id}/audio/${which}`)}?${stamp}`} />
        </figure>
      ))}
    </div>
  );
}
