import type { Job } from '@tonewright/training/studio-api';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { DropTarget, Notice, Progress, Tabs, ThemeSwitch, useToast } from '../design/index.js';
import { capture } from '../strings/capture.js';
import { studio } from '../strings/studio.js';
import { Capture } from './capture/Capture.js';
import { CaptureDesk } from './capture/desk.js';
import { Library } from './library/Library.js';
import { Listen } from './listen/Listen.js';
import { Recordings } from './Recordings.js';
import { PlayBar } from './sound/PlayBar.js';
import './studio.css';
import { Train } from './Train.js';
import { usePlace } from './usePlace.js';
import { type StudioState, useStudio } from './useStudio.js';

const tabs = [
  { id: 'capture', label: studio.tabs.capture },
  { id: 'record', label: studio.tabs.record },
  { id: 'train', label: studio.tabs.train },
  { id: 'listen', label: studio.tabs.listen },
  { id: 'library', label: studio.tabs.library },
] as const;
const places = tabs.map(({ id }) => id);

/** What goes on, for who looks at another page or window. */
function activityOf(jobs: Job[], isRecording: boolean): string {
  if (isRecording) return capture.recording;
  const job = jobs.find(({ state }) => state === 'training');
  if (!job) return '';
  return studio.training(Math.floor((100 * job.history.length) / (job.plannedEpochs ?? Number.POSITIVE_INFINITY)));
}

const stampOf = ({ recordings, jobs, presets = [], listening }: Omit<StudioState, 'isLost' | 'isRead'>) =>
  [...[recordings, jobs, listening].map((all) => all.map(({ id }) => id)), presets.map(({ file }) => file)].join();

export function App() {
  const { isLost, isRead, recordings, jobs, presets, listening } = useStudio();
  const say = useToast();
  const [tab, setTab] = usePlace(places);
  const [desk] = useState(() => new CaptureDesk());
  const isRecording = useSyncExternalStore(desk.subscribe, () => desk.state().stage === 'recording');
  const title = studio.titleOf(activityOf(jobs, isRecording), studio.tabs[tab]);
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <div className="studio">
      <header className="line">
        <h1>{studio.title}</h1>
        <span className="end">
          <ThemeSwitch />
        </span>
      </header>
      <main>
        {isLost && (
          <Notice kind="warn" title={studio.lost.title}>
            {studio.lost.advice}
          </Notice>
        )}
        <Tabs label={studio.pages} tabs={tabs} selected={tab} onSelect={setTab}>
          {tab === 'capture' && <Capture desk={desk} recordings={recordings} />}
          {tab !== 'capture' && !isRead && !isLost && <Progress label={studio.reading} text={studio.reading} />}
          {tab === 'record' && isRead && <Recordings recordings={recordings} />}
          {tab === 'train' && isRead && <Train recordings={recordings} jobs={jobs} />}
          {tab === 'listen' && isRead && <Listen {...{ recordings, jobs, presets, listening }} />}
          {tab === 'library' && isRead && (
            <Library presets={presets} stamp={stampOf({ recordings, jobs, listening, presets })} />
          )}
        </Tabs>
      </main>
      {tab !== 'record' && tab !== 'library' && (
        <DropTarget text={studio.dropElsewhere} onFiles={() => say(studio.dropElsewhere)} />
      )}
      <PlayBar recordings={recordings} jobs={jobs} />
    </div>
  );
}
