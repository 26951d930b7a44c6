import type { Job } from '@tonewright/training/studio-api';
import { drawAxes, Legend, Plot, placeOn, type Surface } from '../../design/index.js';
import { withMinus } from '../../strings/minus.js';
import { studio } from '../../strings/studio.js';

const decibels = (value: number) => 10 * Math.log10(Math.max(value, 1e-8));

const lines = [
  { name: studio.train.curves.loss, colour: '--quiet', value: (pass: Job['history'][number]) => pass.trainingLoss },
  { name: studio.train.curves.esr, colour: '--accent', value: (pass: Job['history'][number]) => pass.validationEsr },
] as const;

/** Loss and validation error over the passes, in dB. */
export function Curves({ label, history }: { label: string; history: Job['history'] }) {
  const paint = (surface: Surface) => draw(surface, history);
  return (
    <figure>
      <Plot className="curve" label={label} paint={paint} />
      <figcaption>
        <Legend entries={lines.map(({ name, colour }) => ({ name, colour }))} />
      </figcaption>
    </figure>
  );
}

function draw(surface: Surface, history: Job['history']): void {
  const { context, width, height, colour } = surface;
  const all = lines.flatMap(({ value }) => history.map((pass) => decibels(value(pass)))).filter(Number.isFinite);
  const [min, max] = [Math.floor(Math.min(...all) / 10) * 10, Math.ceil(Math.max(...all, 0) / 10) * 10];
  const y = { min, max: Math.max(max, min + 10), marks: [] as [number, string][] };
  for (let mark = y.min; mark < y.max; mark += 10) y.marks.push([mark, withMinus(`${mark} dB`)]);
  const x = { min: history[0].epoch, max: history[history.length - 1].epoch, marks: [] };
  drawAxes(surface, x, y);
  context.lineWidth = 1.5;
  for (const line of lines) {
    context.strokeStyle = colour(line.colour);
    context.beginPath();
    for (const pass of history) {
      const level = decibels(line.value(pass));
      if (Number.isFinite(level)) context.lineTo(placeOn(x, pass.epoch) * width, (1 - placeOn(y, level)) * height);
    }
    context.stroke();
  }
}
