export type ActivationName =
  | 'linear'
  | 'tanh'
  | 'relu'
  | 'sigmoid'
  | 'gelu'
  | 'elu'
  | 'leakyRelu'
  | 'prelu'
  | 'silu'
  | 'hardTanh'
  | 'hardSwish'
  | 'leakyHardTanh'
  | 'softSign';

/** One layer, as in native/engine/spec.hpp; a source is the index of a layer further up or -1, the model's input. */
export interface LayerSpec {
  type: 'dense' | 'rnn' | 'gru' | 'lstm' | 'conv' | 'activation' | 'film' | 'gate' | 'maxPool';
  activation: ActivationName;
  inputs: number;
  outputs: number;
  resetAfter?: boolean;
  taps?: number;
  dilation?: number;
  groups?: number;
  gateActivation?: ActivationName;
  gateMode?: 'multiply' | 'blend';
  source?: number;
  condition?: number;
  conditionChannels?: number;
  residual?: number;
  initialState?: boolean;
}

/** A model, as in native/engine/spec.hpp, with its gains in dB. */
export interface ModelSpec {
  layers: LayerSpec[];
  skip: boolean;
  inputGainDb: number;
  outputGainDb: number;
  sampleRate: number;
  settleSamples?: number;
}

/** Which implementation of the engine plays; the default is the fastest that the processor has. */
export type Instructions = 'best' | 'reference' | 'baseline' | 'avx2' | 'avx512';

/** Who plays: Tonewright's own engine, or RTNeural in a build that has it (RTNEURAL_DIR). */
export type Engine = 'tonewright' | 'rtneural';

export interface ModelOptions {
  /** Default: tonewright. */
  engine?: Engine;
  /** Of Tonewright's own engine. */
  instructions?: Instructions;
}

export interface ReadOptions extends ModelOptions {
  /** From 0, the smallest, to 1, the default: which one of a file that holds a model in several sizes (.nam). */
  size?: number;
}

export interface ModelInfo {
  inputs: number;
  outputs: number;
  sampleRate: number;
  latencySamples: number;
  /** null: unbounded, as in every recurrent model. */
  receptiveFieldSamples: number | null;
  macsPerSample: number;
  /** State and scratch, without the weights; null: the engine does not say. */
  memoryBytes: number | null;
  engine: Engine;
  /** Tonewright's own engine: the instruction set that runs. RTNeural: its kind of model and how it was compiled. */
  variant: string;
  /** Of a model that was read from a file; empty otherwise. */
  name: string;
  controls: { id: string; name: string; min: number; max: number; default: number; unit: string }[];
  notices: string[];
}

/**
 * How to play at a host's rate. auto: by rate correction (the model's delays stretched) where that is exact or
 * accurate, else between converters; correct and resample: by that one. See docs/sample-rates.md.
 */
export interface RateRequest {
  /** Hz, 8000 to 192000; default: the model's. */
  sampleRate?: number;
  /** Default 1. */
  oversampling?: 1 | 2 | 4 | 8;
  /** Default auto. */
  method?: 'auto' | 'correct' | 'resample';
}

/** What that takes. */
export interface RateInfo {
  sampleRate: number;
  oversampling: number;
  /** both: a corrected model between converters, as in oversampling. */
  method: 'none' | 'correct' | 'resample' | 'both';
  /** Hz, at which the model runs. */
  innerRate: number;
  /** That rate over the model's own: its cost in models. */
  stretch: number;
  /** At `sampleRate`. */
  latencySamples: number;
}

/** A stretch of audio and what it should become; `controls` are the knobs' positions 0..1. */
export interface TrainingPair {
  audio: Float32Array;
  target: Float32Array;
  controls: number[];
}

export interface TrainerOptions {
  spec: ModelSpec;
  training: TrainingPair[];
  validation: TrainingPair[];
  epochs: number;
  /** 0: no limit. With one, the learning-rate schedule follows the clock as well. */
  maxSeconds: number;
  /** Sequences side by side, a multiple of 16. */
  batch: number;
  segmentSamples: number;
  warmupSamples: number;
  tbpttSamples: number;
  /** Pairs are short takes from rest: cut in order only, and validated without a warm-up. Default false. */
  fromRest?: boolean;
  /** adamw is adam with `weightDecay`; soap is adamw in the eigenbases of the gradients. */
  optimiser: 'adam' | 'adamw' | 'soap';
  weightDecay: number;
  schedule: 'constant' | 'plateau' | 'cosine' | 'one-cycle';
  learningRate: number;
  /** As a share of `learningRate`. */
  finalLearningRate: number;
  /** Share of the run in which the rate rises. */
  learningRateWarmup: number;
  /** Highest norm of the gradient; 0 is none. */
  clip: number;
  /** Decay of the weight average per update; 0 is none. */
  ema: number;
  loss: { kind: 'esr' | 'dc' | 'mse' | 'mae' | 'mrstft'; weight: number }[];
  preEmphasis: number | 'a-weighting';
  /** Epochs without a better validation; 0 is no early stop. */
  patience: number;
  seed: number;
  /**
   * How random weights are drawn: uniform, the default, or so that convolutions and dense layers pass the present sample
   * on through orthogonal matrices, which lets deep ones learn (native/training/initialise.hpp).
   */
  initialisation?: 'uniform' | 'orthogonal';
  /** Longest time constant that the gates of recurrent layers start with; 0 leaves them random. */
  longestMemorySamples: number;
  /** Biases stay as they start, random ones at 0. Default false. */
  withoutBiases?: boolean;
  /** 0: one a core. */
  threads: number;
  /** Progress carries the state and the best weights that often; 0 is never. */
  checkpointSeconds: number;
  /**
   * For models that continue a signal (the target is the audio one sample later): share of the samples whose input is
   * the model's own last output, moving evenly over the epochs. Default 0 to 0, teacher forcing. With a last share above
   * 0 validation runs free from the first sample on.
   */
  feedback?: { first: number; last: number };
  /** Weights to start from, the best until others are better; random ones by `seed` otherwise. */
  initialWeights?: Float32Array;
}

export interface TrainingProgress {
  /** Counted from 1. */
  epoch: number;
  trainingLoss: number;
  /** Of the weights that validation saw. */
  validationEsr: number;
  validationEsrPreEmphasised: number;
  best: boolean;
  learningRate: number;
  /** Training wall time so far, over all runs. */
  seconds: number;
  samplesPerSecond: number;
  /** Divergences so far, each answered by going back to the best weights at half the rate. */
  recoveries: number;
  /** Now and then: the state at the end of this epoch, for a checkpoint. */
  state?: Uint8Array;
  /** With the state: the best by validation so far. */
  weights?: Float32Array;
}

export interface TrainingResult {
  reason: 'epochs' | 'patience' | 'time' | 'cancelled' | 'diverged';
  epochs: number;
  bestEpoch: number;
  /** Of `weights`, on the whole validation recordings from zero state. */
  validationEsr: number;
  validationEsrPreEmphasised: number;
  seconds: number;
  recoveries: number;
  /** The best by validation, flat. */
  weights: Float32Array;
}

export interface LossAndGradient {
  loss: number;
  /** Flat, in the order of the weights. */
  gradient: Float32Array;
}
