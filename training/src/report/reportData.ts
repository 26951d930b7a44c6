/** What a training report is made of. Everything but title, audio and command may be missing; its section is then left out. */
import type { Finding } from '../data/checks.js';
import type { Render } from '../metrics/aliasing.js';
import type { Evaluation } from '../metrics/evaluate.js';

/** One point of the training curves. */
export interface TrainingPoint {
  epoch: number;
  trainingLoss: number;
  validationLoss?: number;
  validationEsr?: number;
}

/** A row of a table, as it is to be read. */
export interface Fact {
  label: string;
  value: string;
}

export interface ReportAudio {
  sampleRate: number;
  /** Of the test part, aligned and of one length: what went in, what the device made of it, what the model makes of it. */
  dry: Float32Array;
  target: Float32Array;
  output: Float32Array;
}

export interface ReportData {
  title: string;
  /** One line below the title, such as the model and its size. */
  subtitle?: string;
  /** Default: now. */
  date?: Date;
  /** Model, parameters, training time, ... */
  facts?: Fact[];
  curve?: TrainingPoint[];
  /** The epoch whose weights were kept. */
  bestEpoch?: number;
  evaluation?: Evaluation;
  audio: ReportAudio;
  /** The trained model, for transfer curve and harmonics. */
  renderModel?: Render;
  /** The device itself, when it can be run (a virtual device). */
  renderDevice?: Render;
  /** Findings on the recordings. */
  findings?: Finding[];
  /** The command line that trains this again. */
  command: string;
  settings?: Fact[];
}
