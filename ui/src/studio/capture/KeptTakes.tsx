import { wavFile } from '../../capture/wavFile.js';
import { Button, Notice, Panel, saveBlob } from '../../design/index.js';
import { capture as text } from '../../strings/capture.js';
import type { CaptureDesk, KeptTake } from './desk.js';
import { knobValuesText } from './knobValues.js';

/** Takes that are not in the folder: why, and what can be done. Nothing is lost but by the user's own hand. */
export function KeptTakes({ desk, kept }: { desk: CaptureDesk; kept: KeptTake[] }) {
  if (kept.length === 0) return null;
  return (
    <Panel title={text.keptTitle}>
      <p className="quiet">{text.keptAbout}</p>
      {kept.map((take) => (
        <Take key={take.id} desk={desk} take={take} />
      ))}
    </Panel>
  );
}

function Take({ desk, take }: { desk: CaptureDesk; take: KeptTake }) {
  const { note, recorded, isSending, problem } = take;
  const isWhole = !recorded.interruption && recorded.gaps.length === 0;
  const again = isWhole ? text.sendAgain : text.sendAllTheSame;
  return (
    <article className="item" aria-label={note.name}>
      <header className="line">
        <h3>{note.name}</h3>
        <span className="quiet numbers">{knobValuesText(note.controls)}</span>
        <span className="end quiet numbers">
          {text.keptFacts(Math.min(note.seconds, recorded.frames / recorded.sampleRate), note.seconds)}
        </span>
      </header>
      {recorded.interruption && (
        <Notice kind="warn" title={text.interruptions[recorded.interruption].title}>
          {text.interruptions[recorded.interruption].advice}
        </Notice>
      )}
      {recorded.gaps.length > 0 && <Gaps recorded={recorded} />}
      {problem && <Notice kind="bad">{problem}</Notice>}
      <div className="line">
        <Button kind={isWhole ? 'primary' : 'plain'} disabled={isSending} onClick={() => desk.send(take)}>
          {isSending ? text.sending : again}
        </Button>
        <Button onClick={() => save(take)}>{text.saveFile}</Button>
        <Button kind="quiet" disabled={isSending} onClick={() => desk.discard(take.id)}>
          {text.discard}
        </Button>
      </div>
    </article>
  );
}

function Gaps({ recorded: { gaps, sampleRate } }: Pick<KeptTake, 'recorded'>) {
  const frames = gaps.reduce((sum, gap) => sum + gap.frames, 0);
  return (
    <Notice kind="warn" title={text.gaps(gaps.length, (1000 * frames) / sampleRate)}>
      {text.gapsAdvice}
    </Notice>
  );
}

function save({ note, recorded }: KeptTake): void {
  const knobs = knobValuesText(note.controls);
  saveBlob(`${note.name}${knobs && ` ${knobs}`} (capture signal of ${note.seconds} s).wav`, wavFile(recorded));
}
