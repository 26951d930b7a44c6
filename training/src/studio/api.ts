/** The studio's API as pages and server share it: docs/studio.md. Types alone; nothing of Node. */
import type { ListeningResults } from '../report/listeningTest.js';

export type { ListeningResults };

export type Severity = 'ok' | 'info' | 'warning' | 'error';

export interface Finding {
  id: string;
  severity: Severity;
  message: string;
  /** What to do; empty when there is nothing to do. */
  advice: string;
}

/** A virtual effect that stands in for a pedal. */
export interface DeviceInfo {
  id: string;
  name: string;
  description: string;
  controls: { id: string; name: string; min: number; max: number; default: number; unit?: string }[];
}

/** Where the dry side of a recording comes from: a file that was uploaded, or the capture signal (at the wet file's rate). */
export type DrySource = { upload: string } | { captureSeconds: number; sampleRate?: number };

/**
 * A dry and a wet file; or the capture signal and what a virtual device makes of it. `controls` says where the knobs
 * were: takes at several settings train a preset with knobs.
 */
export type NewRecording =
  | { name: string; dry: DrySource; wet: { upload: string }; controls?: Record<string, number> }
  | { name: string; device: string; controls?: Record<string, number>; captureSeconds: number; sampleRate: number };

export type RecordingState = 'checking' | 'ready' | 'unusable' | 'failed';

export interface Recording {
  id: string;
  name: string;
  createdAt: string;
  state: RecordingState;
  source: NewRecording;
  findings: Finding[];
  /** Samples by which the wet file lags behind, the round-trip latency; when it is certain. */
  delaySamples?: number;
  sampleRate?: number;
  seconds?: number;
  /** Why it failed. */
  error?: string;
}

/** A part of the capture signal, and the upload of what came back while it played. */
export interface NewRoundTrip {
  upload: string;
  captureSeconds: number;
  sampleRate: number;
  fromSeconds: number;
  toSeconds: number;
}

export interface RoundTrip {
  /** `uncertain`: what came back does not clearly match what was played. */
  outcome: 'found' | 'uncertain' | 'silent';
  delaySamples: number;
}

/**
 * What a training is asked to do; `settings` are the command line's, by their names (`epochs`, `learningRate`, ...).
 * Several recordings are takes of one device: controls that differ between them become the preset's knobs.
 */
export interface NewJob {
  name: string;
  recordings: string[];
  /** What the knobs go from and to; otherwise from the lowest to the highest value. */
  ranges?: Record<string, { min: number; max: number }>;
  arch: string;
  settings?: Record<string, string>;
}

/** What a network would be on a pedal, before it is trained. */
export interface PedalFit {
  board: string;
  /** Of the processor, estimated. */
  loadPercent: number;
  /** What keeps it off, in words; empty when it fits. */
  problems: string[];
}

/** What a network takes, before it is trained. */
export interface ModelCost {
  arch: string;
  weights: number;
  /** A sample. */
  multiplyAdds: number;
  /** Of one core of this computer, mono: as timed here, and in a browser by what that takes more. */
  pluginPercent: number;
  browserPercent: number;
  pedal: PedalFit;
}

/** A training that the end of the server interrupted is queued again. */
export type JobState = 'queued' | 'training' | 'stopping' | 'stopped' | 'finished' | 'failed';

export interface Progress {
  epoch: number;
  trainingLoss: number;
  validationEsr: number;
  learningRate: number;
  /** Training time so far, over all runs. */
  seconds: number;
  best: boolean;
}

export interface Job extends NewJob {
  id: string;
  createdAt: string;
  state: JobState;
  /** How often it went on after a stop or after the server had ended. */
  resumed: number;
  plannedEpochs?: number;
  history: Progress[];
  /** The file below `presets/`, once there is one. */
  preset?: string;
  /** Of the part kept from training. */
  esr?: number;
  /** The pass whose preview there is. */
  previewEpoch?: number;
  error?: string;
}

/** What the best preset so far makes of the part kept from training. */
export interface JobPreview {
  epoch: number;
  validationEsr: number;
  sampleRate: number;
  /** Length of the part. */
  seconds: number;
  /** A few milliseconds where the device is loudest, and where in the part they begin. */
  waveSeconds: number;
  wave: { target: number[]; preset: number[] };
  /** Pictures as data URIs; `difference`: of the two signals. */
  spectrogram: { target: string; preset: string; difference: string };
}

export interface PresetInfo {
  file: string;
  /** The model can be played. */
  loads: boolean;
  problems: { severity: 'error' | 'warning' | 'notice'; message: string }[];
  model?: Record<string, unknown>;
}

export interface PresetEdit {
  name?: string;
  author?: string;
  gear?: string;
  tags?: string[];
  notes?: string;
}

/** The place in the bin of what was deleted. */
export interface Removed {
  bin: string;
}

export interface BinItem {
  id: string;
  kind: 'recording' | 'job' | 'listening' | 'preset';
  name: string;
  removedAt: string;
}

/** How a preset would be on a pedal. */
export interface PedalPresetFit {
  file: string;
  name: string;
  /** Of the processor, estimated; absent when it is no model for a pedal. */
  loadPercent?: number;
  flashBytes?: number;
  /** With weights of 16 bits. */
  packedFlashBytes?: number;
  problems: string[];
}

export interface PedalPlan {
  board: string;
  /** For all presets together. */
  bankBytes: number;
  mostPresets: number;
  /** What an image needs that is not there, in sentences; without it only the presets' part is made. */
  missing: string[];
  presets: PedalPresetFit[];
}

export interface NewPedalImage {
  /** Preset files, in the order of the pedal. */
  presets: string[];
  weights?: 'float' | 'int16';
}

export interface PedalImage {
  hasImage: boolean;
  bankBytes: number;
  leftOut: string[];
}

/** What one listener answered in one sitting. */
export interface StoredListening {
  id: string;
  createdAt: string;
  results: ListeningResults;
}

/** Messages of the WebSocket `events`: everything there is at first, then what changed. */
export type StudioEvent =
  | { type: 'snapshot'; recordings: Recording[]; jobs: Job[]; listening: StoredListening[] }
  | { type: 'recording'; recording: Recording }
  | { type: 'job'; job: Job }
  | { type: 'progress'; job: string; plannedEpochs: number; progress: Progress }
  | { type: 'listening'; listening: StoredListening }
  | { type: 'removed'; kind: 'recording' | 'job' | 'listening'; id: string }
  | { type: 'presets' };

/** Every refusal: what was expected, what was found, what to do. */
export interface ApiError {
  error: string;
}
