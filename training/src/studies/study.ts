/** What a published study asked, how it is done again, and what is to be better: read by the runner, the report and the docs. */

/** Measured of an experiment, by the names of `figureTable`. */
export type Figures = Partial<Record<FigureName, number>>;

export type FigureName = keyof typeof figureTable;

const digits = (value: number) =>
  value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5)
    ? value.toExponential(2)
    : String(Number(value.toPrecision(3)));
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const dB = (value: number) => `${value.toFixed(2)} dB`;

/** How figures are headed and written. */
export const figureTable = {
  mse: { label: 'MSE', write: digits },
  esr: { label: 'ESR', write: digits },
  mseOther: { label: 'MSE on another signal', write: digits },
  esrOther: { label: 'ESR on another signal', write: digits },
  freeMse: { label: 'MSE, running free', write: digits },
  errorDb: { label: 'error below the signal', write: dB },
  bits12: { label: 'samples right to 12 bits', write: percent },
  spectrumDb: { label: 'spectrum off by at most', write: dB },
  noiseDb: { label: 'noise above the cut-off, off by', write: dB },
  rt60Share: { label: 'RT60 off by at most, share of what is allowed', write: digits },
  decayDb: { label: 'energy decay off by at most', write: dB },
  borders: { label: 'error near borders over elsewhere', write: digits },
  pedalShare: { label: 'share of a pedal’s processor', write: percent },
  realTime: { label: 'times real time, one core', write: digits },
  seconds: { label: 'seconds', write: digits },
} as const;

export interface Experiment<Data> {
  /** Unique within its study. */
  id: string;
  /** Heading of the table that it stands in. */
  group: string;
  title: string;
  /** As published, or the better way. */
  kind: 'published' | 'ours';
  /** What the source gives. */
  published?: Figures;
  /** Left out of the quick run. */
  long?: boolean;
  run(data: Data, context: RunContext): Promise<Outcome>;
}

export interface RunContext {
  quick: boolean;
  /** Epochs, or a few in the quick run. */
  epochs: (count: number) => number;
  log: (text: string) => void;
}

export interface Outcome {
  figures: Figures;
  /** HTML of pictures for the report, with captions. */
  pictures?: string[];
  /** For the report's players; the last one is what the network plays. */
  audio?: Sound[];
  /** In plain words, below the table. */
  note?: string;
}

export interface Signal {
  samples: Float32Array;
  sampleRate: number;
}

export interface Sound extends Signal {
  name: string;
}

/** A passage as it should sound, and as it went in, which is to be rated low. */
export interface Truth {
  name: string;
  sampleRate: number;
  reference: Float32Array;
  anchor: Float32Array;
}

/** One 'to beat it'. */
export interface Goal {
  text: string;
  /** Of which experiment, which figure; the worst of several experiments counts. */
  experiments: string[];
  figure: FigureName;
  below?: number;
  above?: number;
}

/** By the names of the study's options; files with or without their folders. */
export type StudyOptions = Record<string, string | undefined>;

export interface StudyOption {
  /** As in the help, behind the long flag. */
  argument: string;
  help: string;
  default?: string;
}

export interface Study<Data = unknown> {
  title: string;
  /** Who published it, and where. */
  source: string;
  /** What was asked and how, for these options (those of the defaults where none are given); a paragraph each. */
  about(options: StudyOptions): string[];
  options: Record<string, StudyOption>;
  /** Reads or makes the signals. @throws UserError */
  prepare(options: StudyOptions, quick: boolean, log: (text: string) => void): Promise<Data>;
  experiments: Experiment<Data>[];
  goals: Goal[];
  /** What the networks should play, for the report and a blind test. */
  truth?(data: Data): Truth;
}

/** What a study says of itself when it was run with `given`, defaults for the rest. */
export const aboutOf = ({ about, options }: Study, given: StudyOptions): string[] =>
  about({ ...Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default])), ...given });
