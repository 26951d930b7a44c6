import type { NativeModel } from '@tonewright/addon';
import { evaluate } from '../metrics/evaluate.js';
import type { AlignedPair } from '../trainer/dataset.js';

/** How near a model comes to a recording; names as the JSON results of the command line have them. */
export interface Figures {
  esr: number;
  esrPreEmphasised: number;
  mse: number;
  mae: number;
  /** Mean of target minus output. */
  dc: number;
  mrstft: number;
  /** Share of samples within 2^-12 of full scale. */
  within12Bits: number;
  loudnessTargetLufs: number;
  loudnessOutputLufs: number;
}

/** Plays the dry recording from rest and compares the whole of it with the wet one. */
export async function evaluateModel(model: NativeModel, pair: AlignedPair): Promise<Figures & { output: Float32Array }> {
  const output = await model.process(pair.dry, pair.controls);
  const found = evaluate(pair.wet, output, pair.sampleRate);
  return {
    esr: found.esr,
    esrPreEmphasised: found.preEmphasisedEsr,
    mse: found.mse,
    mae: found.mae,
    dc: found.dcError,
    mrstft: found.multiResolutionStft,
    within12Bits: found.within12Bits,
    loudnessTargetLufs: found.targetLoudnessLufs,
    loudnessOutputLufs: found.outputLoudnessLufs,
    output,
  };
}

const decibels = (ratio: number) => `${(10 * Math.log10(ratio)).toFixed(1)} dB`;

/** The figures as a person reads them. */
export function figureRows(figures: Figures): [string, string][] {
  return [
    ['ESR', `${figures.esr.toFixed(5)} (${decibels(figures.esr)})`],
    ['ESR pre-emphasised', `${figures.esrPreEmphasised.toFixed(5)} (${decibels(figures.esrPreEmphasised)})`],
    ['MSE', figures.mse.toExponential(3)],
    ['MAE', figures.mae.toExponential(3)],
    ['DC', figures.dc.toExponential(2)],
    ['spectral distance', `${figures.mrstft.toFixed(4)} (multi-resolution STFT)`],
    ['12-bit accuracy', `${(100 * figures.within12Bits).toFixed(2)} % of the samples`],
    ['loudness', `target ${figures.loudnessTargetLufs.toFixed(1)}, output ${figures.loudnessOutputLufs.toFixed(1)} LUFS`],
  ];
}
