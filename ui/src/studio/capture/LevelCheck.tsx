import { Button, Notice, Panel, Progress } from '../../design/index.js';
import { capture as text } from '../../strings/capture.js';
import { useDo } from '../useStudio.js';
import type { CaptureDesk, DeskState } from './desk.js';

/** A short play of the loudest parts before the real take. */
export function LevelCheck({ desk, state: { stage, check, done } }: { desk: CaptureDesk; state: DeskState }) {
  const run = useDo();
  const isChecking = stage === 'checking';
  const words = check && text.verdict[check.verdict](check.peak, check.fullScale);
  return (
    <Panel title={text.level}>
      <p className="quiet">{text.levelAbout}</p>
      <div className="line">
        {isChecking && <Progress label={text.checking} value={done} text={text.checking} />}
        <Button
          size="large"
          disabled={!isChecking && stage !== 'ready'}
          onClick={() => (isChecking ? desk.stop() : run(desk.checkLevel))}
        >
          {isChecking ? text.stop : text.check}
        </Button>
      </div>
      {check && words && (
        <Notice kind={check.verdict === 'good' ? 'good' : 'warn'} title={words.title}>
          {words.advice} <RoundTripText check={check} />
        </Notice>
      )}
    </Panel>
  );
}

function RoundTripText({ check: { roundTrip, sampleRate } }: { check: NonNullable<DeskState['check']> }) {
  if (!roundTrip) return null;
  if (roundTrip.outcome !== 'found') return text.noRoundTrip;
  return <span className="numbers">{text.roundTrip(roundTrip.delaySamples, sampleRate)}</span>;
}
