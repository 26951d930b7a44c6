/**
 * The signal to play through a device that is to be captured. Each section asks the device something else:
 *
 * | section      | what it is for                                                                                     |
 * |--------------|----------------------------------------------------------------------------------------------------|
 * | silence      | the noise of the device (0.75 s at the start, 1 s before the end)                                   |
 * | impulses     | timing at both ends: delay, polarity, drift of the clocks; unevenly spaced, so that none is mistaken |
 * | sweep        | a logarithmic sine sweep, 25 Hz to 0.45 of the sample rate, soft, medium and loud: every frequency   |
 * | noise        | white and pink noise that swells and fades: every level, and how bias and supply follow it          |
 * | passage      | one plucked passage at the start and, sample for sample, once more at the end: does the device repeat itself? |
 * | phrases      | plucked strings: chords, arpeggios, palm mutes, bends, slides, low and high, at six levels          |
 *
 * The short sections keep their length down to the minimum; phrases, sweeps and noise share the rest in fixed proportions. Everything follows
 * from length, sample rate and seed.
 */
import { AudioError } from './audioError.js';
import { dbToAmplitude, peakOf } from './channels.js';
import { playScore, type ScoreNote } from './pluckedString.js';
import { pinkNoise, type Random, seededRandom, whiteNoise } from './random.js';
import { arpeggio, bend, note, powerChord, slide, strum } from './technique.js';

export type SectionKind = 'silence' | 'impulses' | 'sweep' | 'noise' | 'passage' | 'phrases';

/** One row of the layout table. */
export interface CaptureSection {
  name: string;
  kind: SectionKind;
  startSamples: number;
  lengthSamples: number;
  /** Peak of the section in dB full scale; undefined for silence. */
  levelDb?: number;
}

export interface CaptureSignal {
  sampleRate: number;
  samples: Float32Array;
  layout: CaptureSection[];
}

export interface CaptureOptions {
  /** Default 120; at least MINIMUM_CAPTURE_SECONDS. */
  seconds?: number;
  /** Default 48000. */
  sampleRate?: number;
  /** Default 1. */
  seed?: number;
}

export const MINIMUM_CAPTURE_SECONDS = 20;
const IMPULSE_TIMES = [0.05, 0.17, 0.38, 0.67, 0.84];

interface SectionPlan {
  name: string;
  kind: SectionKind;
  /** Fixed seconds, or a share of what the fixed sections leave. */
  seconds?: number;
  share?: number;
  levelDb?: number;
}

const PASSAGE_SECONDS = 3;
const PHRASE_LEVELS_DB = [-6, -18, -1, -12, -30, -3];

const PLAN: readonly SectionPlan[] = [
  { name: 'silence at the start', kind: 'silence', seconds: 0.75 },
  { name: 'impulses at the start', kind: 'impulses', seconds: 1, levelDb: -1 },
  { name: 'passage, first time', kind: 'passage', seconds: PASSAGE_SECONDS, levelDb: -6 },
  { name: 'sweep, soft', kind: 'sweep', share: 0.04, levelDb: -30 },
  { name: 'sweep, medium', kind: 'sweep', share: 0.04, levelDb: -14 },
  { name: 'sweep, loud', kind: 'sweep', share: 0.04, levelDb: -2 },
  { name: 'white noise swell', kind: 'noise', share: 0.06, levelDb: -3 },
  { name: 'pink noise swell', kind: 'noise', share: 0.06, levelDb: -1 },
  ...PHRASE_LEVELS_DB.map(
    (levelDb): SectionPlan => ({
      name: `phrases at ${levelDb} dB`,
      kind: 'phrases',
      share: 0.76 / PHRASE_LEVELS_DB.length,
      levelDb,
    }),
  ),
  { name: 'passage, second time', kind: 'passage', seconds: PASSAGE_SECONDS, levelDb: -6 },
  { name: 'silence at the end', kind: 'silence', seconds: 1 },
  { name: 'impulses at the end', kind: 'impulses', seconds: 1, levelDb: -1 },
  { name: 'tail', kind: 'silence', seconds: 0.25 },
];

/** The layout alone, without making the sound: what `check` needs to know about a recording of this length and rate. */
export function captureLayout(options: CaptureOptions = {}): CaptureSection[] {
  const { seconds, sampleRate } = checkedOptions(options);
  const fixed = PLAN.reduce((sum, plan) => sum + (plan.seconds ?? 0), 0);
  let end = 0;
  return PLAN.map(({ name, kind, levelDb, ...plan }) => {
    const startSamples = Math.round(end * sampleRate);
    end += plan.seconds ?? plan.share! * (seconds - fixed);
    return { name, kind, startSamples, lengthSamples: Math.round(end * sampleRate) - startSamples, levelDb };
  });
}

/** Where the passage lies that the signal plays twice, in the form that `checkPair` takes. */
export function repeatedPassage(
  layout: readonly CaptureSection[],
): { first: number; second: number; length: number } | undefined {
  const [first, second] = layout.filter(({ kind }) => kind === 'passage');
  return first && second && { first: first.startSamples, second: second.startSamples, length: first.lengthSamples };
}

function checkedOptions(options: CaptureOptions): Required<CaptureOptions> {
  const { seconds = 120, sampleRate = 48000, seed = 1 } = options;
  if (!(seconds >= MINIMUM_CAPTURE_SECONDS && seconds <= 3600)) {
    const expected = `a length of ${MINIMUM_CAPTURE_SECONDS} to 3600 s`;
    throw new AudioError('bad-argument', expected, `${seconds} s`, 'Two minutes suit most devices.');
  }
  if (!(Number.isInteger(sampleRate) && sampleRate >= 8000 && sampleRate <= 192000)) {
    throw new AudioError(
      'bad-argument',
      'a sample rate of 8000 to 192000 Hz',
      `${sampleRate}`,
      'Use 48000 if in doubt.',
    );
  }
  return { seconds, sampleRate, seed };
}

type SectionMaker = (length: number, sampleRate: number, random: Random) => Float32Array;

const impulses: SectionMaker = (length, sampleRate) => {
  const samples = new Float32Array(length);
  for (const seconds of IMPULSE_TIMES) samples[Math.round(seconds * sampleRate)] = 1;
  return samples;
};

/** Exponential sweep (Farina, AES 108, 2000), faded at both ends. */
const sweep: SectionMaker = (length, sampleRate) => {
  const lowHz = 25;
  const ratio = Math.log((0.45 * sampleRate) / lowHz);
  const fade = 0.02 * sampleRate;
  return Float32Array.from({ length }, (_, n) => {
    const phase = ((2 * Math.PI * lowHz * length) / sampleRate / ratio) * (Math.exp((n * ratio) / length) - 1);
    return Math.sin(phase) * Math.min(1, n / fade, (length - 1 - n) / fade);
  });
};

/** Three swells, each from nothing to full level and back, higher each time. */
const swells =
  (noise: (length: number, random: Random) => Float32Array): SectionMaker =>
  (length, _sampleRate, random) =>
    noise(length, random).map((value, n) => {
      const swell = Math.min(2, Math.floor((3 * n) / length));
      return value * Math.sin((3 * Math.PI * n) / length) ** 2 * [0.1, 0.35, 1][swell];
    });

/** A bar of 2 s in each of these ways, a whole chord moved along the neck at random. */
const BARS: readonly ((root: number, at: number, level: number) => ScoreNote[])[] = [
  (root, at, level) =>
    [0, 0.5, 1, 1.25, 1.5].flatMap((t) => strum(powerChord(root), { startSeconds: at + t, seconds: 0.45, level })),
  (root, at, level) =>
    Array.from({ length: 8 }, (_, i) =>
      note(root + [0, 0, 3, 0, 5, 0, 3, 6][i], { startSeconds: at + i / 4, seconds: 0.24, level, touch: 'muted' }),
    ),
  (root, at, level) =>
    arpeggio(
      [root, root + 7, root + 12, root + 16, root + 19, root + 24, root + 19, root + 12],
      { startSeconds: at, seconds: 2, level, touch: 'soft' },
      4,
    ),
  (root, at, level) => [
    bend(root + 24, 2, { startSeconds: at, seconds: 1, level, touch: 'bridge' }),
    bend(root + 29, 1, { startSeconds: at + 1, seconds: 0.6, level }),
    slide(root + 24, -5, { startSeconds: at + 1.6, seconds: 0.5, level }),
  ],
  (root, at, level) =>
    strum(
      [root, root + 7, root + 12, root + 16, root + 19, root + 24],
      { startSeconds: at, seconds: 2.2, level },
      0.08,
    ),
  (root, at, level) => [
    ...strum([root + 12, root + 15], { startSeconds: at, seconds: 0.9, level, touch: 'bridge' }, 0.005),
    ...strum([root + 12, root + 17], { startSeconds: at + 1, seconds: 1, level: 0.5 * level, touch: 'soft' }, -0.02),
  ],
];

function bars(seconds: number, random: Random): ScoreNote[] {
  const score: ScoreNote[] = [];
  const first = Math.floor(random() * BARS.length);
  for (let bar = 0; 2 * bar < seconds; bar++) {
    const root = 40 + Math.floor(12 * random());
    // Dynamics inside a section too: 9 dB from the softest bar to the loudest.
    score.push(...BARS[(first + bar) % BARS.length](root, 2 * bar, 0.35 + 0.65 * random()));
  }
  return score;
}

const phrases: SectionMaker = (length, sampleRate, random) =>
  playScore(bars(length / sampleRate, random), length, sampleRate, random);

/** Both passages must be equal, so this one has its own fixed seed. */
const passage: SectionMaker = (length, sampleRate) => {
  const random = seededRandom(3);
  const score = [
    ...strum(powerChord(40), { startSeconds: 0.02, seconds: 0.9, level: 1 }),
    ...BARS[1](45, 1, 0.7).slice(0, 4),
    bend(64, 2, { startSeconds: 2, seconds: 0.8, level: 0.8 }),
  ];
  return playScore(score, length, sampleRate, random);
};

const MAKERS: Record<Exclude<SectionKind, 'silence' | 'noise'>, SectionMaker> = { impulses, sweep, passage, phrases };

function makeSection(section: CaptureSection, sampleRate: number, random: Random): Float32Array {
  const { kind, name, lengthSamples, levelDb } = section;
  if (kind === 'silence') return new Float32Array(lengthSamples);
  const maker = kind === 'noise' ? swells(name.startsWith('pink') ? pinkNoise : whiteNoise) : MAKERS[kind];
  const samples = maker(lengthSamples, sampleRate, random);
  const scale = dbToAmplitude(levelDb!) / peakOf(samples);
  const fade = 0.005 * sampleRate;
  return samples.map((value, n) => value * scale * Math.min(1, (lengthSamples - 1 - n) / fade));
}

/** @throws {AudioError} bad-argument for a length under 20 s or an impossible sample rate. */
export function makeCaptureSignal(options: CaptureOptions = {}): CaptureSignal {
  const { sampleRate, seed } = checkedOptions(options);
  const random = seededRandom(seed);
  const layout = captureLayout(options);
  const last = layout[layout.length - 1];
  const samples = new Float32Array(last.startSamples + last.lengthSamples);
  for (const section of layout) samples.set(makeSection(section, sampleRate, random), section.startSamples);
  return { sampleRate, samples, layout };
}
