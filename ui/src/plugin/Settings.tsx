/** What is not turned while playing: levels, quality, facts of the preset, problems. */
import { Dialog } from '../design/index.js';
import { plugin as words } from '../strings/plugin.js';
import { Parameter } from './Parameter.js';
import type { Preset } from './protocol.js';
import './Settings.css';
import { withMinus } from '../strings/minus.js';
import { useSnapshot } from './store.js';

function factsOf(preset: Preset): [string, string][] {
  const { facts } = words;
  const all: [string, string | null][] = [
    [facts.family, preset.family],
    [facts.gear, preset.gear],
    [facts.author, preset.author],
    [facts.file, preset.path],
    [facts.rate, facts.rateOf(preset.sampleRate, preset.rateMethod)],
    [facts.latency, facts.samples(preset.latencySamples)],
    [facts.cost, facts.costOf(preset.multiplyAddsPerSample)],
    [facts.loudness, preset.loudness === null ? null : withMinus(`${preset.loudness.toFixed(1)} LUFS`)],
    [facts.inputLevel, preset.inputLevelDbu === null ? null : facts.fullScale(preset.inputLevelDbu)],
    [facts.outputLevel, preset.outputLevelDbu === null ? null : facts.fullScale(preset.outputLevelDbu)],
  ];
  return all.filter((fact): fact is [string, string] => Boolean(fact[1]));
}

function Facts({ preset }: { preset: Preset }) {
  return (
    <>
      <h3>{words.details}</h3>
      <dl id="metadata">
        {factsOf(preset).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="numbers">{value}</dd>
          </div>
        ))}
      </dl>
      {preset.notices.map((notice) => (
        <p key={notice} className="small quiet">
          {notice}
        </p>
      ))}
    </>
  );
}

export function Settings({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { preset, problems } = useSnapshot().state;
  return (
    <Dialog title={words.settings} open={open} onClose={onClose} wide>
      <div className="settings">
        <section aria-label={words.levels}>
          <h3>{words.levels}</h3>
          <div className="settings-row">
            <div className="settings-switches">
              <Parameter id="levelMatch" />
              <Parameter id="calibrate" />
              <Parameter id="dcBlock" />
            </div>
            <Parameter id="interfaceLevel" />
          </div>
          <h3>{words.quality}</h3>
          <div className="settings-choices">
            <Parameter id="oversampling" />
            <Parameter id="engine" />
          </div>
        </section>
        <section aria-label={words.details}>
          {preset && <Facts preset={preset} />}
          <h3>{words.problems}</h3>
          <ul id="problems">
            {problems.length === 0 && <li className="quiet">{words.noProblems}</li>}
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </section>
      </div>
    </Dialog>
  );
}
