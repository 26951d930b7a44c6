/** Pictures that the studies share, each as an HTML figure. */
import type { TrainingProgress } from '@tonewright/addon';
import { lineChart, type Series } from '../report/chart.js';
import { figure } from '../report/html.js';
import { FLOOR_DB, spectrogramFigure as spectrogramWithAxis } from '../report/spectrogram.js';

const dots = (samples: ArrayLike<number>, from: number, to: number, step: number): [number, number][] =>
  Array.from({ length: Math.max(0, Math.min(to, samples.length) - from) }, (_, n) => [
    (from + n) * step,
    samples[from + n],
  ]);

/** Target, output and their difference over a stretch of samples. */
export function overlay(
  caption: string,
  target: Float32Array,
  output: Float32Array,
  sampleRate: number,
  from = 0,
  to = 1000,
): string {
  const step = 1000 / sampleRate;
  const series: Series[] = [
    { name: 'target', ink: 'target', points: dots(target, from, to, step) },
    { name: 'network', ink: 'output', points: dots(output, from, to, step), dashed: true },
    {
      name: 'difference',
      ink: 'error',
      points: dots(
        target.map((value, n) => value - output[n]),
        from,
        to,
        step,
      ),
    },
  ];
  const title = `${caption}: target, network and their difference`;
  return figure(lineChart({ title, x: { label: 'ms' }, y: { label: 'full scale' }, series }), title);
}

/** ESR of validation by epoch. */
export function learningCurve(caption: string, runs: { name: string; history: TrainingProgress[] }[]): string {
  const inks = ['output', 'target', 'error', 'quiet'] as const;
  const series = runs.map(
    ({ name, history }, i): Series => ({
      name,
      ink: inks[i % inks.length],
      points: history.map(({ epoch, validationEsr }) => [epoch, validationEsr]),
    }),
  );
  const title = `${caption}: ESR by epoch`;
  return figure(lineChart({ title, x: { label: 'epoch' }, y: { label: 'ESR', logarithmic: true }, series }), title);
}

/** Any curves with a frequency axis in Hz. */
export function spectrumChart(caption: string, yLabel: string, series: Series[]): string {
  return figure(
    lineChart({ title: caption, x: { label: 'Hz', logarithmic: true }, y: { label: yLabel }, series }),
    caption,
  );
}

export const spectrogramFigure = (caption: string, samples: Float32Array, sampleRate: number): string =>
  spectrogramWithAxis(
    samples,
    sampleRate,
    `${caption} (${(samples.length / sampleRate).toFixed(1)} s, Hz upwards, dark is ${FLOOR_DB} dB full scale, bright 0 dB)`,
  );
