import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { Painter, type Surface } from './canvas.js';
import './Plot.css';

export interface PlotHandle {
  /** Draws with the next picture. */
  draw: () => void;
}

export interface PlotProps {
  /** What it shows, in words. */
  label: string;
  /** Draws everything; called when the size or the theme changes, and after `draw()`. */
  paint: (surface: Surface) => void;
  ref?: Ref<PlotHandle>;
  id?: string;
  className?: string;
}

/** A canvas of the theme's colours that its owner draws: spectrum, waveform, curve. */
export function Plot({ label, paint, ref, id, className = '' }: PlotProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<Painter | undefined>(undefined);
  const latest = useRef(paint);
  latest.current = paint;
  useEffect(() => {
    painter.current = new Painter(canvas.current!, (surface) => latest.current(surface));
    return () => painter.current?.stop();
  }, []);
  useEffect(() => painter.current?.soon());
  useImperativeHandle(ref, () => ({ draw: () => painter.current?.soon() }), []);
  return (
    <div className={`plot ${className}`}>
      <canvas ref={canvas} id={id} role="img" aria-label={label} />
    </div>
  );
}

/** What the lines of a plot are; colours are tokens. */
export function Legend({ entries }: { entries: readonly { name: string; colour: string }[] }) {
  return (
    <ul className="legend small">
      {entries.map(({ name, colour }) => (
        <li key={name}>
          <span style={{ background: `var(${colour})` }} />
          {name}
        </li>
      ))}
    </ul>
  );
}

export interface Axis {
  min: number;
  max: number;
  log?: boolean;
  /** Where a line is drawn, and what stands at it. */
  marks: readonly (readonly [number, string])[];
}

export function placeOn(axis: Axis, value: number): number {
  if (!axis.log) return (value - axis.min) / (axis.max - axis.min);
  return Math.log(value / axis.min) / Math.log(axis.max / axis.min);
}

/** Lines and texts of both axes; `x` runs right, `y` up. */
export function drawAxes({ context, width, height, colour }: Surface, x: Axis, y: Axis): void {
  context.font = '500 11px "Inter Variable", sans-serif';
  context.fillStyle = colour('--quiet');
  context.strokeStyle = colour('--line');
  context.lineWidth = 1;
  context.beginPath();
  for (const [value] of x.marks) {
    const at = Math.round(placeOn(x, value) * width) + 0.5;
    context.moveTo(at, 0);
    context.lineTo(at, height);
  }
  for (const [value] of y.marks) {
    const at = Math.round((1 - placeOn(y, value)) * height) + 0.5;
    context.moveTo(0, at);
    context.lineTo(width, at);
  }
  context.stroke();
  context.textAlign = 'left';
  for (const [value, text] of x.marks) context.fillText(text, placeOn(x, value) * width + 5, height - 6);
  context.textAlign = 'right';
  for (const [value, text] of y.marks) context.fillText(text, width - 6, (1 - placeOn(y, value)) * height - 5);
}
