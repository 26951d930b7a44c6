import type { JobPreview } from '@tonewright/training/studio-api';
import { useEffect, useState } from 'react';
import { Legend, Plot, type Surface } from '../../design/index.js';
import { studio } from '../../strings/studio.js';
import { ask } from '../client.js';

const text = studio.train.preview;

const lines = [
  { name: text.target, colour: '--series-2' },
  { name: text.preset, colour: '--series-1' },
  { name: text.difference, colour: '--quiet' },
] as const;

/** What the best preset so far makes of the part kept from training, beside the device; new with each `epoch`. */
export function Preview({ id, epoch, isBusy }: { id: string; epoch: number; isBusy: boolean }) {
  const [isOpen, setOpen] = useState(isBusy);
  const [preview, setPreview] = useState<JobPreview>();
  useEffect(() => {
    let isWanted = isOpen && epoch > 0;
    if (isWanted)
      ask<JobPreview>('GET', `jobs/${id}/preview`).then(
        (found) => isWanted && setPreview(found),
        () => undefined, // a lost server is said at the top of the page
      );
    return () => {
      isWanted = false;
    };
  }, [id, epoch, isOpen]);
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{text.title}</summary>
      <div className="preview">{preview && <Pictures preview={preview} />}</div>
    </details>
  );
}

function Pictures({ preview }: { preview: JobPreview }) {
  const { epoch, wave, waveSeconds, seconds, sampleRate, spectrogram } = preview;
  return (
    <>
      <figure className="preview-wave">
        <Plot label={text.wave(epoch)} paint={(surface) => drawWave(surface, wave)} />
        <figcaption>
          <Legend entries={lines} />
          <p className="quiet small numbers">
            {text.about(epoch, (1000 * wave.target.length) / sampleRate, waveSeconds, seconds)}
          </p>
        </figcaption>
      </figure>
      {(['target', 'preset', 'difference'] as const).map((which) => (
        <figure key={which}>
          <img src={spectrogram[which]} alt={text.spectrogram(text[which])} />
          <figcaption className="small quiet">{text[which]}</figcaption>
        </figure>
      ))}
    </>
  );
}

function drawWave({ context, width, height, colour }: Surface, { target, preset }: JobPreview['wave']): void {
  const difference = target.map((value, n) => value - preset[n]);
  const highest = Math.max(...[...target, ...preset].map(Math.abs), 1e-6) * 1.06;
  context.strokeStyle = colour('--line');
  context.strokeRect(-1, height / 2, width + 2, height);
  context.lineWidth = 1.5;
  [target, preset, difference].forEach((samples, i) => {
    context.strokeStyle = colour(lines[i].colour);
    context.beginPath();
    samples.forEach((value, n) => {
      context.lineTo((n / (samples.length - 1)) * width, (height / 2) * (1 - value / highest));
    });
    context.stroke();
  });
}
