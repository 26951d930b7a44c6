import type { NativeModel } from '@tonewright/addon';
import { type Evaluation, evaluate } from '../metrics/evaluate.js';
import { type AlignedPair, takesOf } from '../trainer/dataset.js';

/** The model's output for the dry recording, each take from rest. */
export async function playPair(model: NativeModel, pair: AlignedPair): Promise<Float32Array> {
  const output = new Float32Array(pair.dry.length);
  for (const [from, to] of takesOf(pair))
    output.set(await model.process(pair.dry.subarray(from, to), pair.controls), from);
  return output;
}

/** Plays the dry recording and compares the output with the wet one, but for `skipSamples` at the start. */
export async function evaluateModel(
  model: NativeModel,
  pair: AlignedPair,
  skipSamples = 0,
): Promise<{ evaluation: Evaluation; output: Float32Array }> {
  const output = await playPair(model, pair);
  return { evaluation: evaluate(pair.wet, output, pair.sampleRate, { skipSamples }), output };
}

const decibels = (ratio: number) => `${(10 * Math.log10(ratio)).toFixed(1)} dB`;

/** The figures as a person reads them. */
export function figureRows(figures: Evaluation): [string, string][] {
  return [
    ['ESR', `${figures.esr.toFixed(5)} (${decibels(figures.esr)})`],
    ['ESR pre-emphasised', `${figures.esrPreEmphasised.toFixed(5)} (${decibels(figures.esrPreEmphasised)})`],
    ['MSE', figures.mse.toExponential(3)],
    ['MAE', figures.mae.toExponential(3)],
    ['DC', figures.dc.toExponential(2)],
    ['spectral distance', `${figures.mrstft.toFixed(4)} (multi-resolution STFT)`],
    ['12-bit accuracy', `${(100 * figures.within12Bits).toFixed(2)} % of the samples`],
    [
      'loudness',
      `target ${figures.loudnessTargetLufs.toFixed(1)}, output ${figures.loudnessOutputLufs.toFixed(1)} LUFS`,
    ],
  ];
}
