import type { Job, NewJob, Recording } from '@tonewright/training/studio-api';
import { Button, Empty, Notice, Panel, TextField } from '../design/index.js';
import { models } from '../strings/models.js';
import { studio } from '../strings/studio.js';
import { ask } from './client.js';
import { useKept } from './kept.js';
import { rangesOf, TakeFields, useTakeChoice } from './TakeChoice.js';
import { JobItem } from './train/JobItem.js';
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
          <JobItem key={job.id} job={job} />
        ))}
      </Panel>
    </div>
  );
}

function NewTraining({ recordings }: { recordings: Recording[] }) {
  const run = useDo();
  const takes = useTakeChoice(recordings);
  const [arch, setArch] = useKept('train.arch', models.choices[0].value);
  const [name, setName] = useKept('train.name', '');
  const [recording] = takes.chosen;
  const ranges = rangesOf(takes);
  const begin = async () => {
    const wanted = { name: name.trim() || recording.name, recordings: takes.chosen.map(({ id }) => id), ranges, arch };
    if (await run(() => ask('POST', 'jobs', wanted satisfies NewJob))) setName(''); // of that training alone
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
