import { useEffect, useRef, useState } from 'react';
import { judgeLevel } from '../../capture/level.js';
import { canChooseOutput, type DeviceName } from '../../capture/soundCard.js';
import { Button, Meter, type MeterHandle, Notice, Panel, Select, Slider } from '../../design/index.js';
import { capture as text } from '../../strings/capture.js';
import type { CaptureDesk, DeskState } from './desk.js';

const rates = [44100, 48000, 88200, 96000];

const optionsOf = (devices: DeviceName[]) => [
  { value: '', label: text.systemDevice },
  ...devices.map(({ id, label }, i) => ({ value: id, label: label || text.nameless(i + 1) })),
];

/** Which devices, how loud, and what comes in. */
export function Interface({ desk, state }: { desk: CaptureDesk; state: DeskState }) {
  const { stage, settings, inputs, outputs, channels } = state;
  const isOpening = stage === 'opening';
  const isOpen = stage !== 'closed' && !(isOpening && inputs.length === 0); // opened anew, it stays as it is
  const isBusy = stage === 'checking' || stage === 'recording';
  return (
    <Panel title={text.setUp}>
      <p className="quiet">{text.about}</p>
      <Troubles desk={desk} state={state} />
      {!isOpen && (
        <>
          <Button kind="primary" size="large" disabled={isOpening} onClick={desk.open}>
            {isOpening ? text.opening : text.allow}
          </Button>
          <p className="small quiet">{text.allowAbout}</p>
        </>
      )}
      {isOpen && (
        <>
          <Select
            label={text.input}
            value={settings.input}
            options={optionsOf(inputs)}
            disabled={isBusy}
            onChange={(input) => desk.choose({ input })}
          />
          {channels > 1 && (
            <Select
              label={text.channel}
              value={`${Math.min(settings.channel, channels - 1)}`}
              options={Array.from({ length: channels }, (_, i) => ({ value: `${i}`, label: text.channelName(i) }))}
              disabled={isBusy}
              onChange={(channel) => desk.choose({ channel: Number(channel) })}
            />
          )}
          <Return desk={desk} />
          <Select
            label={text.output}
            value={settings.output}
            options={optionsOf(outputs)}
            disabled={isBusy || !canChooseOutput}
            hint={canChooseOutput ? undefined : text.noOutputChoice}
            onChange={(output) => desk.choose({ output })}
          />
          <Slider
            label={text.gain}
            value={settings.gainDb}
            min={-40}
            max={0}
            step={1}
            text={text.gainText(settings.gainDb)}
            hint={text.gainHint}
            disabled={isBusy}
            onChange={(gainDb) => desk.choose({ gainDb })}
          />
          <Select
            label={text.rate}
            value={`${settings.sampleRate}`}
            options={rates.map((rate) => ({ value: `${rate}`, label: text.rateText(rate) }))}
            disabled={isBusy}
            hint={text.rateHint}
            onChange={(rate) => desk.choose({ sampleRate: Number(rate) })}
          />
          <Button disabled={isBusy} onClick={desk.close}>
            {text.close}
          </Button>
        </>
      )}
    </Panel>
  );
}

/** What is wrong with the devices, and what to do. */
function Troubles({ desk, state: { problem, card, settings } }: { desk: CaptureDesk; state: DeskState }) {
  const words = problem && { ...text.problems, ...text.interruptions }[problem];
  const resume = problem === 'suspended' && <Button onClick={desk.resume}>{text.resume}</Button>;
  const rate = card?.sampleRate ?? 0;
  return (
    <>
      {words && (
        <Notice kind="bad" title={words.title} actions={resume}>
          {words.advice}
        </Notice>
      )}
      {card?.isProcessed && <Notice kind="warn">{text.processed}</Notice>}
      {card && rate !== settings.sampleRate && <Notice kind="warn">{text.otherRate(settings.sampleRate, rate)}</Notice>}
      {card?.inputRate && card.inputRate !== rate && <Notice>{text.converted(card.inputRate, rate)}</Notice>}
    </>
  );
}

/** How long a loud moment counts for the words beside the meter. */
const guidanceMs = 3000;

/** The meter of the chosen channel and the level in words. */
function Return({ desk }: { desk: CaptureDesk }) {
  const meter = useRef<MeterHandle>(null);
  const [words, setWords] = useState(text.guidance.silent);
  useEffect(() => {
    let heard: { at: number; peak: number; fullScale: number }[] = [];
    return desk.onLevels((channels, chosen) => {
      const now = performance.now();
      meter.current?.take(
        channels.slice(chosen, chosen + 1).map(({ peak, rms, fullScale }) => ({ peak, rms, clipped: fullScale > 0 })),
        now,
      );
      heard = [...heard.filter(({ at }) => now - at < guidanceMs), { at: now, ...channels[chosen] }];
      const peak = Math.max(...heard.map((level) => level.peak));
      const fullScale = heard.reduce((sum, level) => sum + level.fullScale, 0);
      setWords(text.guidance[judgeLevel({ peak, fullScale })](fullScale));
    });
  }, [desk]);
  return (
    <div className="return">
      <Meter label={text.meter} ref={meter} />
      <p className="small quiet" role="status">
        {words}
      </p>
    </div>
  );
}
