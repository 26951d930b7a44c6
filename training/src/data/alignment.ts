/**
 * How far the wet signal lies behind the dry one, whether it is inverted, and whether the two clocks drift apart.
 *
 * Windows all over the recording vote with their own correlation peaks; a line through their delays is the common delay and the drift. The
 * outcome is typed: a delay that the windows do not agree on is `uncertain`, never a silent guess.
 */
import { type Correlation, type CorrelationPeak, type CorrelationWindow, correlate } from './correlation.js';
import { coarseDelay } from './onsets.js';

export type AlignmentOutcome = 'found' | 'uncertain' | 'silent';

export interface Alignment {
  /** `uncertain`: the best guess is given but must not be used unasked. `silent`: one of the signals has no sound; all figures are 0. */
  outcome: AlignmentOutcome;
  /** wet[n + delaySamples] belongs to dry[n], at the start of the recording; negative when the wet signal leads. */
  delaySamples: number;
  /** The same with its fraction. */
  exactDelaySamples: number;
  /** -1: the device inverts. */
  polarity: 1 | -1;
  /** 0..1; `found` from MIN_CONFIDENCE on. */
  confidence: number;
  /** How much faster the wet recorder's clock runs, in millionths; 0 when no drift can be told from scatter. */
  driftPpm: number;
  /** Each window's own vote: where in the dry signal, the delay there, and whether it agrees with the line. */
  votes: { start: number; delaySamples: number; agrees: boolean }[];
}

export interface AlignmentOptions {
  /** Delays searched first, both ways; default 32768 samples. Beyond it a rhythm match looks for takes started seconds apart. */
  reachSamples?: number;
}

export const MIN_CONFIDENCE = 0.5;
/** Unrelated signals reach a sharpness of 5 to 7 (the largest of 100 000 random values); DS-1, BD-2 and others gave 14 to 400. */
const CHANCE_SHARPNESS = 6;
const CLEAR_SHARPNESS = 15;
const AGREEMENT_SECONDS = 0.0004;
/** Two crystals differ by at most some 200 ppm; a tape by more. */
const MAX_DRIFT = 0.002;

/** With windows of 65536 samples this fills a transform of 131072 exactly. */
const DEFAULT_REACH = 32768;

const clamp01 = (value: number): number => Math.max(0, Math.min(1, value));

interface Line {
  intercept: number;
  slope: number;
  inliers: CorrelationWindow[];
}

const centreOf = (window: CorrelationWindow): number => window.start + window.length / 2;

function inliersOf(
  windows: CorrelationWindow[],
  intercept: number,
  slope: number,
  tolerance: number,
): CorrelationWindow[] {
  return windows.filter((w) => Math.abs(w.delaySamples - intercept - slope * centreOf(w)) <= tolerance);
}

/** Least squares of delay over time. */
function fitLine(windows: CorrelationWindow[]): { intercept: number; slope: number } {
  const mean = (value: (w: CorrelationWindow) => number) =>
    windows.reduce((sum, w) => sum + value(w), 0) / windows.length;
  const time = mean(centreOf);
  const delay = mean((w) => w.delaySamples);
  const spread = mean((w) => (centreOf(w) - time) ** 2);
  const slope = spread > 0 ? mean((w) => (centreOf(w) - time) * (w.delaySamples - delay)) / spread : 0;
  return { slope, intercept: delay - slope * time };
}

/** The line that most windows agree with: every pair of windows proposes one, the flat line through the common peak is the first. */
function voteForLine(windows: CorrelationWindow[], common: CorrelationPeak, tolerance: number): Line {
  let best: Line = {
    intercept: common.delaySamples,
    slope: 0,
    inliers: inliersOf(windows, common.delaySamples, 0, tolerance),
  };
  for (const a of windows) {
    for (const b of windows) {
      const slope = (b.delaySamples - a.delaySamples) / (centreOf(b) - centreOf(a));
      if (centreOf(b) <= centreOf(a) || Math.abs(slope) > MAX_DRIFT) continue;
      const intercept = a.delaySamples - slope * centreOf(a);
      const inliers = inliersOf(windows, intercept, slope, tolerance);
      // A slope has one more freedom than the flat line and must earn it.
      if (inliers.length > best.inliers.length + (best.slope === 0 ? 1 : 0)) best = { intercept, slope, inliers };
    }
  }
  return best;
}

/** The slope when it is well above the scatter of the windows: 4 standard errors, and a sample over the recording. */
function significantDrift(
  inliers: CorrelationWindow[],
  length: number,
): { intercept: number; slope: number } | undefined {
  if (inliers.length < 4) return undefined;
  const line = fitLine(inliers);
  const residual = inliers.reduce(
    (sum, w) => sum + (w.delaySamples - line.intercept - line.slope * centreOf(w)) ** 2,
    0,
  );
  const time = inliers.reduce((sum, w) => sum + centreOf(w), 0) / inliers.length;
  const spread = inliers.reduce((sum, w) => sum + (centreOf(w) - time) ** 2, 0);
  const standardError = Math.sqrt(residual / (inliers.length - 2) / spread);
  const clear = Math.abs(line.slope) > 4 * standardError && Math.abs(line.slope) * length > 1;
  return clear ? line : undefined;
}

/** Two clicks that happen to fit make one window's peak as sharp as any: where there are windows to ask, a second one must agree. */
const isConfirmed = (agreeing: number, asked: number): boolean =>
  agreeing >= Math.min(2, asked - 1) && agreeing > 0.25 * asked;

/** Sharp enough, and either without a rival or confirmed by the windows; a rival of the same height (a steady tone) spoils everything. */
function confidenceOf(peak: CorrelationPeak, agreement: number): number {
  const sharp = clamp01((peak.sharpness - CHANCE_SHARPNESS) / (CLEAR_SHARPNESS - CHANCE_SHARPNESS));
  const ambiguous = clamp01((1 - peak.rival) / 0.15);
  return sharp * ambiguous * (1 - (1 - agreement) * peak.rival);
}

/** With drift the common peak is smeared; the windows on the line then stand for it. */
function sharpestView(common: CorrelationPeak, line: Line, drifts: boolean): CorrelationPeak {
  if (!drifts) return common;
  const sorted = [...line.inliers].sort((a, b) => a.sharpness - b.sharpness);
  return sorted[sorted.length >> 1];
}

function judge(correlation: Correlation, length: number, sampleRate: number): Alignment {
  const { peak } = correlation;
  const windows = correlation.windows.filter((w) => w.sharpness > 0);
  const tolerance = Math.max(3, AGREEMENT_SECONDS * sampleRate);
  const line = voteForLine(windows, peak, tolerance);
  const drift = significantDrift(line.inliers, length);
  const view = sharpestView(peak, line, line.slope !== 0);
  const confirmed = isConfirmed(line.inliers.length, windows.length);
  const confidence = confirmed ? confidenceOf(view, line.inliers.length / windows.length) : 0;
  const exactDelaySamples =
    drift?.intercept ?? (line.slope === 0 ? peak.delaySamples : fitLine(line.inliers).intercept);
  return {
    outcome: confidence >= MIN_CONFIDENCE ? 'found' : 'uncertain',
    delaySamples: Math.round(exactDelaySamples) + 0, // never -0
    exactDelaySamples,
    polarity: view.polarity,
    confidence,
    driftPpm: drift ? drift.slope * 1e6 : 0,
    votes: windows.map((w) => ({ start: w.start, delaySamples: w.delaySamples, agrees: line.inliers.includes(w) })),
  };
}

const SILENT: Alignment = {
  outcome: 'silent',
  delaySamples: 0,
  exactDelaySamples: 0,
  polarity: 1,
  confidence: 0,
  driftPpm: 0,
  votes: [],
};

/**
 * Estimates the delay of `wet` behind `dry`, both mono at one sample rate. Never throws and never fails silently: see `outcome`.
 * The time does not grow with the recordings: it looks at no more than 14 windows of 65536 samples.
 */
export function estimateAlignment(
  dry: Float32Array,
  wet: Float32Array,
  sampleRate: number,
  options: AlignmentOptions = {},
): Alignment {
  const longest = Math.max(dry.length, wet.length);
  const reachSamples = Math.min(options.reachSamples ?? DEFAULT_REACH, longest);
  const attempt = (centreSamples: number): Alignment => {
    const correlation = correlate(dry, wet, { sampleRate, centreSamples, reachSamples });
    return correlation ? judge(correlation, dry.length, sampleRate) : SILENT;
  };
  const near = attempt(0);
  if (near.outcome === 'found') return near;
  const centre = coarseDelay(dry, wet, sampleRate);
  if (Math.abs(centre) < reachSamples) return near;
  const far = attempt(centre);
  return far.confidence > near.confidence ? far : near;
}

/** A correlation peak lies in the middle of the device's answer, which begins some samples before. */
const CAUSAL_MARGIN = 2;
/** What analogue filters alone delay; a recording that lags no more was probably aligned before. */
const FILTER_DELAY = 10;

/**
 * The delay to take out before training a causal model, which cannot answer before it is asked: a little less than the estimate, and nothing when
 * the estimate may be the device's own filters. The Boss DS-1 of the tests trains equally well 1 to 3 samples late, worse at 0 and at 5.
 */
export function causalDelay({ exactDelaySamples }: Alignment): number {
  if (exactDelaySamples > -0.5 && exactDelaySamples <= FILTER_DELAY) return 0;
  return Math.floor(exactDelaySamples) - CAUSAL_MARGIN;
}

/**
 * Moves `wet` by `delaySamples` so that it lies on `dry`, and cuts both to the part that they share.
 * The results are views of the signals, not copies.
 * @param delaySamples as in `Alignment`: wet[n + delaySamples] belongs to dry[n]. Use `causalDelay` to train.
 */
export function align(
  dry: Float32Array,
  wet: Float32Array,
  delaySamples: number,
): { dry: Float32Array; wet: Float32Array } {
  const start = Math.max(0, -delaySamples);
  const end = Math.max(start, Math.min(dry.length, wet.length - delaySamples));
  return { dry: dry.subarray(start, end), wet: wet.subarray(start + delaySamples, end + delaySamples) };
}
