import { useEffect, useMemo, useState } from 'react';
import { Button, Dialog, Notice, Select, useToast } from '../../design/index.js';
import { library } from '../../strings/library.js';
import { ask, upload } from '../client.js';
import { useDo } from '../useStudio.js';
import { pathOf } from './PresetItem.js';

const text = library.convert;
type Format = keyof typeof text.formats;
type Answer = { text: string; losses: string[] } | { error: string };

const nameFor = (file: string, format: Format) => {
  const base = file.replace(/\.[^.]*$/, '');
  return format === 'nam' ? `${base}.nam` : `${base}${format === 'tonewright' ? '' : ` ${format}`}.json`;
};

/** A preset as a file for other players: what would be lost is said before. */
export function Convert(props: { file: string; name: string; open: boolean; onClose: () => void }) {
  const { file, name, open, onClose } = props;
  const run = useDo();
  const say = useToast();
  const [format, setFormat] = useState<Format>('aida-x');
  const [answer, setAnswer] = useState<Answer>();
  useEffect(() => {
    if (!open) return;
    let isWanted = true;
    setAnswer(undefined);
    ask<Answer>('GET', `${pathOf(file)}/converted?to=${format}`)
      .catch((error: Error) => ({ error: error.message }))
      .then((said) => isWanted && setAnswer(said));
    return () => {
      isWanted = false;
    };
  }, [open, file, format]);
  const made = answer && 'text' in answer ? answer : undefined;
  const target = nameFor(file, format);
  const link = useMemo(() => (made ? URL.createObjectURL(new Blob([made.text])) : undefined), [made]);
  useEffect(() => () => URL.revokeObjectURL(link ?? ''), [link]);
  const keep = async () => {
    const added = await run(async () =>
      ask('POST', 'presets', { upload: await upload(new File([made!.text], target)), name: target }),
    );
    if (!added) return;
    say(library.added(target));
    onClose();
  };
  return (
    <Dialog
      title={text.title(name)}
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button disabled={!made} onClick={keep}>
            {text.keep}
          </Button>
          {link ? (
            <a className="button button-primary button-normal" href={link} download={target}>
              {text.download}
            </a>
          ) : (
            <Button kind="primary" disabled>
              {text.download}
            </Button>
          )}
        </>
      }
    >
      <div className="stack">
        <Select
          label={text.format}
          value={format}
          options={Object.entries(text.formats).map(([value, label]) => ({ value: value as Format, label }))}
          onChange={setFormat}
        />
        <div className="convert-answer" aria-live="polite">
          {answer && 'error' in answer && (
            <Notice kind="bad" title={text.refused}>
              {answer.error}
            </Notice>
          )}
          {made?.losses.length === 0 && <Notice kind="good">{text.whole}</Notice>}
          {made && made.losses.length > 0 && (
            <Notice kind="warn" title={text.losses}>
              <ul>
                {made.losses.map((loss) => (
                  <li key={loss}>{loss}</li>
                ))}
              </ul>
            </Notice>
          )}
        </div>
      </div>
    </Dialog>
  );
}
