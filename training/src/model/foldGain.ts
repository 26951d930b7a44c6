import { type ModelSpec, parametersOf } from '@tonewright/presets';

/** Tensors of a last layer that its output is proportional to. */
const scaled = ['kernel', 'bias', 'conditionKernel'];

/** The same model with its output gain inside the last layer, which is linear and has no path beside it. */
export function foldOutputGain(
  spec: ModelSpec,
  weights: Float32Array,
): { spec: ModelSpec; weights: Float32Array<ArrayBuffer> } {
  const gain = 10 ** (spec.outputGainDb / 20);
  const folded = Float32Array.from(weights);
  if (gain === 1) return { spec, weights: folded };
  for (const { layer, name, offset, size } of parametersOf(spec))
    if (layer === spec.layers.length - 1 && scaled.includes(name))
      for (let i = offset; i < offset + size; i++) folded[i] *= gain;
  return { spec: { ...spec, outputGainDb: 0 }, weights: folded };
}
