/** All figures of an output against its target at once. */
import { UserError } from '../errors.js';
import { dcError, esr, mae, mse, preEmphasisedEsr, shareWithinBits } from './errors.js';
import { integratedLoudness } from './loudness.js';
import { multiResolutionStft } from './spectralDistance.js';

export interface Evaluation {
  /** Samples that were compared. */
  sampleCount: number;
  esr: number;
  /** ESR after pre-emphasis with PRE_EMPHASIS. */
  esrPreEmphasised: number;
  mse: number;
  mae: number;
  /** Mean of target minus output. */
  dc: number;
  mrstft: number;
  /** Share of the samples within 2^-12 of full scale: as good as a 12-bit converter. */
  within12Bits: number;
  loudnessTargetLufs: number;
  loudnessOutputLufs: number;
}

export interface EvaluateOptions {
  /** Left out at the start, where the model comes from rest and the device did not. */
  skipSamples?: number;
  /** Default PRE_EMPHASIS. */
  preEmphasis?: number;
}

export const PRE_EMPHASIS = 0.85;

/** Compares what both have after the skipped samples. @throws {UserError} when nothing is left. */
export function evaluate(
  target: Float32Array,
  output: Float32Array,
  sampleRate: number,
  options: EvaluateOptions = {},
): Evaluation {
  const { skipSamples = 0, preEmphasis = PRE_EMPHASIS } = options;
  const end = Math.min(target.length, output.length);
  if (end <= skipSamples) {
    throw new UserError(
      `Expected more than ${skipSamples} samples to compare; found ${end}. Skip fewer or render more.`,
    );
  }
  const wanted = target.subarray(skipSamples, end);
  const found = output.subarray(skipSamples, end);
  return {
    sampleCount: wanted.length,
    esr: esr(wanted, found),
    esrPreEmphasised: preEmphasisedEsr(wanted, found, preEmphasis),
    mse: mse(wanted, found),
    mae: mae(wanted, found),
    dc: dcError(wanted, found),
    mrstft: multiResolutionStft(wanted, found),
    within12Bits: shareWithinBits(wanted, found, 12),
    loudnessTargetLufs: integratedLoudness([wanted], sampleRate),
    loudnessOutputLufs: integratedLoudness([found], sampleRate),
  };
}
