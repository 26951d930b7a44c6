import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { design } from '../strings/design.js';
import { Painter, type Surface } from './canvas.js';
import { type ChannelLevel, formatDecibels, LevelBallistics, LOWEST_DB } from './levels.js';
import './Meter.css';

export interface MeterHandle {
  /** Shows these levels; call it with each frame, it renders nothing. */
  take: (channels: readonly ChannelLevel[], now: number) => void;
}

const SPOKEN_EVERY_MS = 1000;

function drawBars({ context, width, height, colour }: Surface, level: LevelBallistics): void {
  const place = (db: number) => Math.min(1, Math.max(0, 1 - db / LOWEST_DB)) * width;
  const count = Math.max(1, level.peaks.length);
  const barHeight = (height - (count - 1)) / count;
  context.fillStyle = colour('--track');
  for (let i = 0; i < count; i += 1) context.fillRect(0, i * (barHeight + 1), width, barHeight);
  level.peaks.forEach((peak, i) => {
    const y = i * (barHeight + 1);
    context.fillStyle = colour('--accent');
    context.globalAlpha = 0.45;
    context.fillRect(0, y, place(peak), barHeight);
    context.globalAlpha = 1;
    context.fillRect(0, y, place(level.rms[i]), barHeight);
  });
  context.fillStyle = colour('--ground');
  for (const db of [-48, -36, -24, -12, -6]) context.fillRect(place(db), 0, 1, height);
  if (level.held <= LOWEST_DB) return;
  context.fillStyle = colour(level.held >= 0 ? '--bad' : '--ink');
  context.fillRect(Math.max(0, place(level.held) - 2), 0, 2, height);
}

/** Peak and RMS from -60 to 0 dB, the held peak in figures, a clip lamp that stays until it is clicked. */
export function Meter({ label, id, ref }: { label: string; id?: string; ref: Ref<MeterHandle> }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const spoken = useRef<HTMLDivElement>(null);
  const output = useRef<HTMLOutputElement>(null);
  const painter = useRef<Painter | undefined>(undefined);
  const level = useRef(new LevelBallistics());
  const spokenAt = useRef(0);
  const [clipped, setClipped] = useState(false);

  useEffect(() => {
    painter.current = new Painter(canvas.current!, (surface) => drawBars(surface, level.current));
    return () => painter.current?.stop();
  }, []);

  useImperativeHandle(ref, () => ({
    take(channels, now) {
      level.current.take(channels, now);
      painter.current?.now();
      const text = formatDecibels(level.current.held);
      if (output.current && output.current.textContent !== text) output.current.textContent = text;
      if (now - spokenAt.current > SPOKEN_EVERY_MS) {
        spokenAt.current = now;
        spoken.current?.setAttribute('aria-valuetext', level.current.held <= LOWEST_DB ? design.silent : text);
        spoken.current?.setAttribute('aria-valuenow', String(Math.round(Math.max(LOWEST_DB, level.current.held))));
      }
      if (level.current.clipped) setClipped(true);
    },
  }));

  return (
    <div className="meter" id={id}>
      <span className="meter-label">{label}</span>
      {/* biome-ignore lint/a11y/useSemanticElements: a meter element cannot hold the drawing */}
      <div
        ref={spoken}
        className="meter-bars"
        role="meter"
        aria-label={label}
        aria-valuemin={LOWEST_DB}
        aria-valuemax={6}
        aria-valuenow={LOWEST_DB}
        aria-valuetext={design.silent}
      >
        <canvas ref={canvas} />
      </div>
      <output ref={output} className="numbers" aria-live="off">
        {formatDecibels(LOWEST_DB)}
      </output>
      <button
        type="button"
        className="meter-clip"
        data-on={clipped || undefined}
        disabled={!clipped}
        title={design.clippedTip}
        onClick={() => {
          level.current.clipped = false;
          setClipped(false);
        }}
      >
        {design.clipped}
      </button>
    </div>
  );
}
