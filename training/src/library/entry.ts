import type { ReadFormat } from '@tonewright/presets';
import { oneLine } from '../io/oneLine.js';

export interface Problem {
  /** `error`: the file cannot be played. `notice`: something was assumed that the file does not say. */
  severity: 'error' | 'warning' | 'notice';
  message: string;
}

/** What a model that loads is. */
export interface ModelFacts {
  format: ReadFormat;
  /** GRU, LSTM, WaveNet ... */
  family: string;
  architecture: string;
  weights: number;
  /** In Hz. */
  sampleRate: number;
  /** Names of the knobs. */
  controls: string[];
  name?: string;
  author?: string;
  gear?: string;
}

/** What playing a model shows. */
export interface Measurement {
  macsPerSample: number;
  /** null: unbounded. */
  receptiveFieldSamples: number | null;
  latencySamples: number;
  /** Share of one core that playing takes here; absent: too costly to try. */
  load?: number;
  /** Of the model's output, LUFS: what the file says, else measured. */
  loudness?: number;
  loudnessFrom?: 'metadata' | 'measured';
}

/** One file of a library. */
export interface LibraryEntry {
  /** Below the library's folder, with `/` between the parts. */
  path: string;
  /** The model can be played. */
  loads: boolean;
  problems: Problem[];
  model?: ModelFacts & Partial<Measurement>;
  bytes?: number;
  /** SHA-256 of the file. */
  hash?: string;
}

export interface Library {
  folder: string;
  entries: LibraryEntry[];
  /** How many files of each kind are no model files by their names. */
  leftOut: Record<string, number>;
  seconds: number;
}

/** An entry for a file that cannot be played. */
export const failed = (path: string, message: string): LibraryEntry => ({
  path,
  loads: false,
  problems: [{ severity: 'error', message: oneLine(message, 500) }],
});
