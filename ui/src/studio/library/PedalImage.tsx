import type { PedalImage as Made, PedalPlan, PedalPresetFit } from '@tonewright/training/studio-api';
import { useEffect, useState } from 'react';
import { Button, Checkbox, Dialog, Notice, Progress, Switch, Tag } from '../../design/index.js';
import { library } from '../../strings/library.js';
import { address, ask } from '../client.js';
import { useDo } from '../useStudio.js';

const text = library.pedal;

/** Presets into an image for a pedal: which fit, in which order, and how it gets there. */
export function PedalImage({ open, onClose }: { open: boolean; onClose: () => void }) {
  const run = useDo();
  const [plan, setPlan] = useState<PedalPlan>();
  const [chosen, setChosen] = useState<string[]>([]);
  const [isShort, setShort] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [made, setMade] = useState<Made>();
  useEffect(() => {
    if (!open) return;
    setMade(undefined);
    run(async () => setPlan(await ask<PedalPlan>('GET', 'pedal')));
  }, [open, run]);
  const picked = chosen.filter((file) => plan?.presets.some((preset) => preset.file === file));
  const choose = (file: string, isIn: boolean) =>
    setChosen(isIn ? [...picked, file] : picked.filter((other) => other !== file));
  const bytesOf = ({ flashBytes = 0, packedFlashBytes = 0 }: PedalPresetFit) =>
    isShort ? packedFlashBytes : flashBytes;
  const used = (plan?.presets ?? [])
    .filter(({ file }) => picked.includes(file))
    .reduce((sum, preset) => sum + bytesOf(preset), 0);
  const isTooMany = plan !== undefined && picked.length > plan.mostPresets;
  const canBuild = plan?.missing.length === 0;
  const make = async () => {
    setBusy(true);
    setMade(undefined);
    const body = { presets: picked, weights: isShort ? 'int16' : 'float' };
    await run(async () => setMade(await ask<Made>('POST', 'pedal', body)));
    setBusy(false);
  };
  const cannot = picked.length === 0 || isTooMany || isBusy || used > (plan?.bankBytes ?? 0);
  return (
    <Dialog
      wide
      title={text.title}
      open={open}
      onClose={onClose}
      actions={
        <Button kind="primary" disabled={cannot} onClick={make}>
          {canBuild ? text.make : text.makeBank}
        </Button>
      }
    >
      {plan && (
        <div className="stack">
          {!canBuild && <Missing sentences={plan.missing} />}
          <p>{text.about}</p>
          {plan.presets.length === 0 && <p className="quiet">{text.none}</p>}
          <fieldset className="pedal-presets">
            <legend className="spoken">{text.choose}</legend>
            <div className="many">
              {plan.presets.map((preset) => (
                <Row key={preset.file} preset={preset} place={picked.indexOf(preset.file)} onChange={choose} />
              ))}
            </div>
          </fieldset>
          <Switch label={text.int16} checked={isShort} onChange={setShort} />
          <Progress label={text.memoryLabel} value={used / plan.bankBytes} text={text.memory(used, plan.bankBytes)} />
          {isTooMany && <Notice kind="warn">{text.many(plan.mostPresets)}</Notice>}
          <div className="pedal-result" aria-live="polite">
            {isBusy && <Progress label={text.busy} text={text.busy} />}
            {made && <Ready made={made} />}
          </div>
        </div>
      )}
    </Dialog>
  );
}

function Missing({ sentences }: { sentences: string[] }) {
  return (
    <Notice kind="warn" title={text.missing}>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <p>{text.without}</p>
    </Notice>
  );
}

function Row(props: { preset: PedalPresetFit; place: number; onChange: (file: string, isIn: boolean) => void }) {
  const { preset, place, onChange } = props;
  const { file, name, loadPercent, problems } = preset;
  const fits = problems.length === 0;
  return (
    <div className="pedal-preset">
      <Checkbox label={name} checked={place >= 0} disabled={!fits} onChange={(isIn) => onChange(file, isIn)} />
      {place >= 0 && <Tag kind="good">{text.place(place + 1)}</Tag>}
      <span className="quiet small numbers">{fits ? text.load(loadPercent ?? 0) : text.not(problems)}</span>
    </div>
  );
}

function Ready({ made: { hasImage, leftOut } }: { made: Made }) {
  const link = (which: 'image' | 'bank', file: string) => (
    <a className="button button-plain button-normal" href={address(`pedal/${which}`)} download={file}>
      {text[which]}
    </a>
  );
  return (
    <Notice kind="good" title={hasImage ? text.done : text.doneBank}>
      {leftOut.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {hasImage && (
        <>
          <p>{text.flash}</p>
          <pre className="pedal-command">{text.command}</pre>
        </>
      )}
      <p className="line">
        {hasImage && link('image', 'pedal.bin')}
        {link('bank', 'presets.bank')}
      </p>
    </Notice>
  );
}
