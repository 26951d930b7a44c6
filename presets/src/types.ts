// What a preset holds once it is read, whatever file it came from. The meaning of a model is native/engine/spec.hpp's.

import type { ParameterId } from './parameterId.js';

export type LayerType = 'dense' | 'rnn' | 'gru' | 'lstm' | 'conv' | 'activation' | 'film' | 'gate' | 'maxPool';
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
export type GateMode = 'multiply' | 'blend';

/**
 * One layer. `activation` is free but for gru and lstm, which are 'tanh' with sigmoid gates, and maxPool, which is
 * 'linear'; 'prelu' is for dense, conv, activation and film. `source`, `condition` and `residual` are the index of a
 * layer further up or -1, the model's input; absent: the layer before, none and none.
 */
export interface LayerSpec {
  type: LayerType;
  activation: ActivationName;
  inputs: number;
  outputs: number;
  /** gru only, default true: the reset gate acts after the recurrent product (Keras `reset_after`, PyTorch). */
  resetAfter?: boolean;
  /** conv and maxPool, default 1: the last tap is on the present sample, those before it `dilation` samples apart. */
  taps?: number;
  dilation?: number;
  /** conv, default 1; divides inputs and outputs. */
  groups?: number;
  /** gate, default 'sigmoid' and 'multiply'. */
  gateActivation?: ActivationName;
  gateMode?: GateMode;
  source?: number;
  /** conv and film; with it `conditionChannels`, the channels of that layer. */
  condition?: number;
  conditionChannels?: number;
  /** conv and activation; has as many channels as the output. */
  residual?: number;
  /** rnn, gru and lstm: a reset starts from a state that is among the weights, not from zeros. */
  initialState?: boolean;
}

/** y = outputGain * (layers(inputGain * x) + skip * inputGain * x); gains and skip touch the audio channel only. */
export interface ModelSpec {
  layers: LayerSpec[];
  skip: boolean;
  inputGainDb: number;
  outputGainDb: number;
  /** In Hz. */
  sampleRate: number;
  /** Silence that a player runs, from the initial state, before the first sample; absent: none. */
  settleSamples?: number;
}

/** Knob k feeds model input 1 + k with (value - min) / (max - min), which lies in 0..1. */
export interface Control {
  id: string;
  name: string;
  min: number;
  max: number;
  default: number;
  unit?: string;
}

/** Facts about a preset; fields that this version does not know are kept as they are. */
export interface Metadata {
  name?: string;
  author?: string;
  license?: string;
  gear?: string;
  description?: string;
  /** Such as `overdrive`, `clean`; of a .nam file its tone_type and gear_type. */
  tags?: string[];
  /** Validation error-to-signal ratio, a ratio of powers, not in dB. */
  esr?: number;
  /** Delay of the target against the input that was removed before training. */
  delaySamples?: number;
  /** Integrated loudness of the output for the standard test signal, LUFS. */
  loudness?: number;
  /** Level of a full-scale sine at the recording's input and output. */
  input_level_dbu?: number;
  output_level_dbu?: number;
  [field: string]: unknown;
}

/**
 * Values of the signal chain around the model, of the parameters that are `inPreset` (see chainParameters.ts); fields
 * that this version does not know are kept as they are.
 */
export type Chain = Partial<Record<ParameterId, number>> & { [field: string]: unknown };

/** Audio that proves a player right: run from a reset, both gains at 0 dB, controls at their defaults. */
export interface SelfTest {
  input: Float32Array;
  output: Float32Array;
}

export interface Preset {
  spec: ModelSpec;
  /** Every tensor of every layer, flat, in the order of `parametersOf(spec)`. */
  weights: Float32Array;
  controls: Control[];
  chain?: Chain;
  metadata: Metadata;
  selfTest?: SelfTest;
}

export type ReadFormat = 'tonewright' | 'rtneural' | 'aida-x' | 'pytorch' | 'nam';
export type WriteFormat = 'tonewright' | 'rtneural' | 'aida-x' | 'pytorch' | 'nam';
