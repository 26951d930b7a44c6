import { useState } from 'react';
import { Notice, Tabs, ThemeSwitch } from '../design/index.js';
import { studio } from '../strings/studio.js';
import { Capture } from './capture/Capture.js';
import { CaptureDesk } from './capture/desk.js';
import { Library } from './library/Library.js';
import { Listen } from './listen/Listen.js';
import { Recordings } from './Recordings.js';
import { PlayBar } from './sound/PlayBar.js';
import './studio.css';
import { Train } from './Train.js';
import { type StudioState, useStudio } from './useStudio.js';

const tabs = [
  { id: 'capture', label: studio.tabs.capture },
  { id: 'record', label: studio.tabs.record },
  { id: 'train', label: studio.tabs.train },
  { id: 'listen', label: studio.tabs.listen },
  { id: 'library', label: studio.tabs.library },
] as const;

const stampOf = ({ recordings, jobs, listening, presets }: Omit<StudioState, 'isLost'>) =>
  [...[recordings, jobs, listening].map((all) => all.map(({ id }) => id)), presets.map(({ file }) => file)].join();

export function App() {
  const { isLost, recordings, jobs, presets, listening } = useStudio();
  const [tab, setTab] = useState<(typeof tabs)[number]['id']>('capture');
  const [desk] = useState(() => new CaptureDesk());
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
          {tab === 'record' && <Recordings recordings={recordings} />}
          {tab === 'train' && <Train recordings={recordings} jobs={jobs} />}
          {tab === 'listen' && <Listen {...{ recordings, jobs, presets, listening }} />}
          {tab === 'library' && <Library presets={presets} stamp={stampOf({ recordings, jobs, listening, presets })} />}
        </Tabs>
      </main>
      <PlayBar recordings={recordings} jobs={jobs} />
    </div>
  );
}
