/** Line charts as SVG. Colours come from the page's style sheet by class, so that they follow the light and the dark theme. */
import { escapeHtml } from './html.js';

/** Classes with a colour in the style sheet. */
export type Ink = 'target' | 'output' | 'error' | 'quiet';

export interface Series {
  name: string;
  ink: Ink;
  points: readonly (readonly [x: number, y: number])[];
  dashed?: boolean;
}

export interface Axis {
  label: string;
  /** Default: the range of the data. */
  range?: readonly [low: number, high: number];
  logarithmic?: boolean;
}

export interface Chart {
  /** For those who cannot see it. */
  title: string;
  x: Axis;
  y: Axis;
  series: readonly Series[];
  height?: number;
  /** Default: half. */
  width?: keyof typeof WIDTHS;
}

/** In units of about a pixel: half of the page's width, and all of it. */
const WIDTHS = { half: 480, full: 980 };
const MARGIN = { left: 70, right: 14, top: 10, bottom: 40 };

interface Scale {
  place(value: number): number;
  ticks: number[];
}

/** 1, 2 or 5 times a power of ten. */
function niceStep(span: number, count: number): number {
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
}

function linearTicks(low: number, high: number): number[] {
  const step = niceStep(high - low, 5);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}

/** Decades; with 2 and 5 between when there are few. */
function logarithmicTicks(low: number, high: number): number[] {
  const decades = Math.log10(high / low);
  const factors = decades > 3 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    ticks.push(...factors.map((factor) => factor * 10 ** power));
  }
  return ticks.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
}

function dataRange(values: number[], logarithmic: boolean): [number, number] {
  const usable = values.filter((value) => Number.isFinite(value) && (!logarithmic || value > 0));
  if (usable.length === 0) return logarithmic ? [0.1, 1] : [0, 1];
  const low = usable.reduce((a, b) => Math.min(a, b));
  const high = usable.reduce((a, b) => Math.max(a, b));
  if (logarithmic) return [low / 1.1, high * 1.1];
  const margin = high > low ? 0.04 * (high - low) : 1;
  return [low - margin, high + margin];
}

function makeScale(axis: Axis, values: number[], from: number, to: number): Scale {
  const logarithmic = axis.logarithmic ?? false;
  const [low, high] = axis.range ?? dataRange(values, logarithmic);
  const share = logarithmic
    ? (value: number) => Math.log(Math.max(value, low / 100) / low) / Math.log(high / low)
    : (value: number) => (value - low) / (high - low);
  let ticks = logarithmic ? logarithmicTicks(low, high) : [];
  if (ticks.length < 2) ticks = linearTicks(low, high);
  return {
    place: (value) => from + share(value) * (to - from),
    ticks,
  };
}

/** Short: 0.05, 1500, 2e-7. */
function tickText(value: number): string {
  const text = Number(value.toPrecision(6));
  return text !== 0 && (Math.abs(text) < 1e-3 || Math.abs(text) >= 1e5)
    ? text.toExponential().replace('e+', 'e')
    : String(text);
}

function grid(x: Scale, y: Scale, width: number, height: number): string {
  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const horizontal = y.ticks.map((tick) => {
    const at = y.place(tick).toFixed(1);
    return `<path d="M${MARGIN.left} ${at}H${right}"/><text x="${MARGIN.left - 8}" y="${at}" dy=".35em" text-anchor="end">${tickText(tick)}</text>`;
  });
  const vertical = x.ticks.map((tick) => {
    const at = x.place(tick).toFixed(1);
    return `<path d="M${at} ${MARGIN.top}V${bottom}"/><text x="${at}" y="${bottom + 16}" text-anchor="middle">${tickText(tick)}</text>`;
  });
  return `<g class="grid">${horizontal.join('')}${vertical.join('')}</g>`;
}

function curve({ points, ink, dashed }: Series, x: Scale, y: Scale): string {
  const path = points
    .filter(([, value]) => Number.isFinite(value))
    .map(([a, b], i) => `${i === 0 ? 'M' : 'L'}${x.place(a).toFixed(1)} ${y.place(b).toFixed(1)}`);
  return `<path class="curve ${ink}${dashed ? ' dashed' : ''}" d="${path.join('')}"/>`;
}

function legend(series: readonly Series[]): string {
  const entries = series.map(
    ({ name, ink, dashed }) => `<span class="${ink}${dashed ? ' dashed' : ''}"><i></i>${escapeHtml(name)}</span>`,
  );
  return `<div class="legend">${entries.join('')}</div>`;
}

export function lineChart(chart: Chart): string {
  const height = chart.height ?? 260;
  const width = WIDTHS[chart.width ?? 'half'];
  const xs = chart.series.flatMap(({ points }) => points.map(([x]) => x));
  const ys = chart.series.flatMap(({ points }) => points.map(([, y]) => y));
  const x = makeScale(chart.x, xs, MARGIN.left, width - MARGIN.right);
  const y = makeScale(chart.y, ys, height - MARGIN.bottom, MARGIN.top);
  const inner = [MARGIN.left, MARGIN.top, width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom];
  // An inner picture clips what leaves the frame.
  const frame = `x="${inner[0]}" y="${inner[1]}" width="${inner[2]}" height="${inner[3]}" viewBox="${inner.join(' ')}"`;
  const middle = (MARGIN.top + height - MARGIN.bottom) / 2;
  return `${legend(chart.series)}<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(chart.title)}">
${grid(x, y, width, height)}<svg ${frame}>${chart.series.map((series) => curve(series, x, y)).join('')}</svg>
<text class="label" x="${(MARGIN.left + width - MARGIN.right) / 2}" y="${height - 6}" text-anchor="middle">${escapeHtml(chart.x.label)}</text>
<text class="label" transform="translate(12 ${middle}) rotate(-90)" text-anchor="middle">${escapeHtml(chart.y.label)}</text></svg>`;
}

/** Groups of bars hanging from the bottom of the y range; `values[s]` belongs to `groups[g]` of series s. */
export interface BarChart {
  title: string;
  xLabel: string;
  yLabel: string;
  yRange: readonly [low: number, high: number];
  groups: readonly string[];
  series: readonly { name: string; ink: Ink; values: readonly number[] }[];
  height?: number;
}

export function barChart(chart: BarChart): string {
  const height = chart.height ?? 260;
  const width = WIDTHS.half;
  const bottom = height - MARGIN.bottom;
  const y = makeScale({ label: '', range: chart.yRange }, [], bottom, MARGIN.top);
  const groupWidth = (width - MARGIN.left - MARGIN.right) / chart.groups.length;
  const barWidth = (0.7 * groupWidth) / chart.series.length;
  const left = (group: number) => MARGIN.left + group * groupWidth;
  const bars = chart.series.flatMap(({ ink, values }, s) =>
    values.map((value, g) => {
      const top = Math.min(bottom, y.place(Math.max(chart.yRange[0], value)));
      const at = left(g) + 0.15 * groupWidth + s * barWidth;
      return `<rect class="bar ${ink}" x="${at.toFixed(1)}" y="${top.toFixed(1)}" width="${(barWidth - 1).toFixed(1)}" height="${(bottom - top).toFixed(1)}"/>`;
    }),
  );
  const names = chart.groups.map(
    (name, g) =>
      `<text x="${(left(g) + groupWidth / 2).toFixed(1)}" y="${bottom + 16}" text-anchor="middle">${escapeHtml(name)}</text>`,
  );
  const entries = chart.series.map(({ name, ink }) => ({ name, ink, points: [] }));
  const middle = (MARGIN.top + bottom) / 2;
  return `${legend(entries)}<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(chart.title)}">
${grid({ place: () => 0, ticks: [] }, y, width, height)}${bars.join('')}<g class="grid">${names.join('')}</g>
<text class="label" x="${(MARGIN.left + width - MARGIN.right) / 2}" y="${height - 6}" text-anchor="middle">${escapeHtml(chart.xLabel)}</text>
<text class="label" transform="translate(12 ${middle}) rotate(-90)" text-anchor="middle">${escapeHtml(chart.yLabel)}</text></svg>`;
}
