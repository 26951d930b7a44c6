/** The sections of a report, each from the data to HTML; an empty string when there is nothing to show. */
import { encodeWav } from '../audio/wav.js';
import { type Evaluation, PRE_EMPHASIS } from '../metrics/evaluate.js';
import {
  esrBySecond,
  HARMONIC_LEVELS_DB,
  harmonicLevels,
  loudestWindow,
  type Points,
  type Second,
  transferCurve,
} from './analysis.js';
import { barChart, lineChart, type Series } from './chart.js';
import { columns, escapeHtml, factTable, figure, section } from './html.js';
import type { Fact, ReportAudio, ReportData, TrainingPoint } from './reportData.js';
import { FLOOR_DB, spectrogramFigure } from './spectrogram.js';

/** Three significant digits, never in exponents for what people compare. */
const brief = (value: number): string =>
  value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential(2) : String(Number(value.toPrecision(3)));
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const decibels = (value: number): string => `${value.toFixed(1)} dB`;
const lufs = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(1)} LUFS` : 'silent');

/** ESR, ESR in dB and the like: what one looks at first. */
export function tiles({ evaluation }: ReportData): string {
  if (!evaluation) return '';
  const shown: Fact[] = [
    { label: 'test ESR', value: brief(evaluation.esr) },
    { label: 'error below the signal', value: decibels(-10 * Math.log10(evaluation.esr)) },
    { label: `ESR, pre-emphasis ${PRE_EMPHASIS}`, value: brief(evaluation.esrPreEmphasised) },
    { label: 'samples right to 12 bits', value: percent(evaluation.within12Bits) },
  ];
  const cells = shown.map(
    ({ label, value }) => `<div class="tile"><b>${escapeHtml(value)}</b><span>${escapeHtml(label)}</span></div>`,
  );
  return `<div class="tiles">${cells.join('')}</div>`;
}

export function training({ curve = [], bestEpoch }: ReportData): string {
  if (curve.length === 0) return '';
  const line = (name: string, ink: Series['ink'], value: (point: TrainingPoint) => number | undefined): Series[] => {
    const points = curve.flatMap((point): Points => {
      const y = value(point);
      return y === undefined ? [] : [[point.epoch, y]];
    });
    return points.length > 0 ? [{ name, ink, points }] : [];
  };
  const chart = (title: string, series: Series[]) =>
    series.length === 0
      ? ''
      : figure(
          lineChart({ title, x: { label: 'epoch' }, y: { label: title, logarithmic: true }, series }),
          bestEpoch === undefined
            ? `${title} by epoch`
            : `${title} by epoch; the weights of epoch ${bestEpoch} were kept`,
        );
  const loss = [
    ...line('training', 'quiet', ({ trainingLoss }) => trainingLoss),
    ...line('validation', 'output', ({ validationLoss }) => validationLoss),
  ];
  const validation = line('validation ESR', 'target', ({ validationEsr }) => validationEsr);
  return section('Training', columns(...[chart('Loss', loss), chart('ESR', validation)].filter(Boolean)));
}

const ZOOM_SECONDS = 0.012;

function waveform(audio: ReportAudio, second: Second, name: string): string {
  const { sampleRate, target, output } = audio;
  const length = Math.round(ZOOM_SECONDS * sampleRate);
  const end = Math.min(target.length, second.startSamples + sampleRate);
  const start = loudestWindow(target, second.startSamples, end, length);
  const points = (value: (n: number) => number): Points =>
    Array.from({ length: Math.min(length, end - start) }, (_, n) => [(1000 * n) / sampleRate, value(start + n)]);
  const series: Series[] = [
    { name: 'device', ink: 'target', points: points((n) => target[n]) },
    { name: 'model', ink: 'output', points: points((n) => output[n]) },
    { name: 'difference', ink: 'error', points: points((n) => target[n] - output[n]) },
  ];
  const chart = lineChart({
    title: `Waveforms of the ${name} second`,
    x: { label: 'ms' },
    y: { label: 'full scale' },
    series,
  });
  const at = (second.startSamples / sampleRate).toFixed(0);
  return figure(chart, `The ${name} second, from ${at} s on (ESR ${brief(second.esr)}): 12 ms where it is loudest`);
}

export function waveforms({ audio }: ReportData): string {
  const seconds = esrBySecond(audio.target, audio.output, audio.sampleRate);
  if (seconds.length === 0) return '';
  const sorted = [...seconds].sort((a, b) => a.esr - b.esr);
  const parts = columns(waveform(audio, sorted[0], 'best'), waveform(audio, sorted[sorted.length - 1], 'worst'));
  const bySecond = lineChart({
    title: 'ESR of each second of the test recording',
    x: { label: 's' },
    y: { label: 'ESR', logarithmic: true },
    series: [
      {
        name: 'ESR',
        ink: 'output',
        points: seconds.map((s) => [s.startSamples / audio.sampleRate + 0.5, s.esr] as const),
      },
    ],
    height: 180,
    width: 'full',
  });
  const overview =
    seconds.length > 1
      ? `<div class="below">${figure(bySecond, 'ESR of each second of the test recording')}</div>`
      : '';
  return section('Waveforms', parts + overview);
}

/** Spectrograms and players show and play this much. */
const EXCERPT_SECONDS = 15;

function excerpt({ sampleRate, dry, target, output }: ReportAudio): ReportAudio {
  const length = EXCERPT_SECONDS * sampleRate;
  const cut = (samples: Float32Array) => samples.subarray(0, length);
  return { sampleRate, dry: cut(dry), target: cut(target), output: cut(output) };
}

export function spectrograms({ audio }: ReportData): string {
  const { sampleRate, target, output } = excerpt(audio);
  const difference = target.map((value, n) => value - output[n]);
  const pictures = [
    ['Device', target],
    ['Model', output],
    ['Difference of the two signals', difference],
  ] as const;
  const parts = pictures.map(([name, samples]) => spectrogramFigure(samples, sampleRate, name));
  const seconds = (target.length / sampleRate).toFixed(0);
  const note = `The first ${seconds} s of the test recording, frequency in Hz upwards; dark is ${FLOOR_DB} dB full scale, bright is 0 dB.`;
  return section('Spectrograms', parts.join(''), note);
}

export async function response(data: ReportData): Promise<string> {
  const { renderModel, renderDevice, audio } = data;
  if (!renderModel) return '';
  const sources = [
    ...(renderDevice ? [{ name: 'device', ink: 'target' as const, render: renderDevice }] : []),
    { name: 'model', ink: 'output' as const, render: renderModel },
  ];
  const curves: Series[] = [];
  const harmonics: { name: string; ink: Series['ink']; rows: number[][] }[] = [];
  for (const { name, ink, render } of sources) {
    curves.push({ name, ink, points: await transferCurve(render, audio.sampleRate) });
    harmonics.push({ name, ink, rows: await harmonicLevels(render, audio.sampleRate) });
  }
  const transfer = figure(
    lineChart({
      title: 'Transfer curve',
      x: { label: 'input, full scale' },
      y: { label: 'output' },
      series: curves,
      height: 320,
    }),
    'One cycle of a sine of 100 Hz at full scale; an open loop is what filters and memory do',
  );
  const bars = HARMONIC_LEVELS_DB.map((levelDb, row) =>
    figure(
      barChart({
        title: `Harmonics at ${levelDb} dB`,
        xLabel: 'harmonic',
        yLabel: 'dB full scale',
        yRange: [-100, 6],
        groups: harmonics[0].rows[row].map((_, k) => String(k + 1)),
        series: harmonics.map(({ name, ink, rows }) => ({ name, ink, values: rows[row] })),
      }),
      `Harmonics of a sine of about 220 Hz at ${levelDb} dB full scale`,
    ),
  );
  return section('Response', columns(transfer, ...bars));
}

function figureRows(e: Evaluation): Fact[] {
  return [
    { label: 'Error-to-signal ratio (ESR)', value: `${brief(e.esr)} (${decibels(10 * Math.log10(e.esr))})` },
    { label: `ESR with pre-emphasis ${PRE_EMPHASIS}`, value: brief(e.esrPreEmphasised) },
    { label: 'Multi-resolution STFT distance', value: brief(e.mrstft) },
    { label: 'Mean squared error', value: brief(e.mse) },
    { label: 'Mean absolute error', value: brief(e.mae) },
    { label: 'Mean of the error (DC)', value: brief(e.dc) },
    { label: 'Samples within 2⁻¹² of full scale', value: percent(e.within12Bits) },
    { label: 'Loudness of the device', value: lufs(e.loudnessTargetLufs) },
    { label: 'Loudness of the model', value: lufs(e.loudnessOutputLufs) },
    { label: 'Samples compared', value: String(e.sampleCount) },
  ];
}

export function figures({ evaluation, facts = [] }: ReportData): string {
  const rows = [...facts, ...(evaluation ? figureRows(evaluation) : [])];
  return rows.length > 0 ? section('Figures', factTable(rows)) : '';
}

function player(name: string, samples: Float32Array, sampleRate: number): string {
  const data = Buffer.from(encodeWav({ sampleRate, channels: [samples] }, '16')).toString('base64');
  return `<div class="player"><span>${escapeHtml(name)}</span><audio controls preload="metadata" src="data:audio/wav;base64,${data}"></audio></div>`;
}

export function listening({ audio }: ReportData): string {
  const { sampleRate, dry, target, output } = excerpt(audio);
  const players = [
    player('Dry', dry, sampleRate),
    player('Device', target, sampleRate),
    player('Model', output, sampleRate),
  ];
  return section(
    'Listening',
    players.join(''),
    `The first ${(dry.length / sampleRate).toFixed(0)} s of the test recording, as recorded, 16 bits.`,
  );
}

export function recordings({ findings = [] }: ReportData): string {
  if (findings.length === 0) return '';
  const rows = findings.map(
    ({ severity, message, advice }) =>
      `<tr><td class="${severity}">${severity}</td><td>${escapeHtml(message)}${advice ? `<br><span class="ok">${escapeHtml(advice)}</span>` : ''}</td></tr>`,
  );
  return section('Recordings', `<table class="findings">${rows.join('')}</table>`);
}

export function reproduction({ command, settings = [] }: ReportData): string {
  return section(
    'To do it again',
    `<pre>${escapeHtml(command)}</pre>${settings.length > 0 ? factTable(settings) : ''}`,
  );
}
