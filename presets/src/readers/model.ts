// Checks and parts that the readers of all formats share.
import { mismatch } from '../errors.js';
import { checkGraph } from '../graph.js';
import { limits } from '../limits.js';
import { concat } from '../tensors.js';
import type { LayerSpec } from '../types.js';

/** What a reader has found of a model, before it becomes a preset. */
export interface ReadModel {
  layers: LayerSpec[];
  weights: Float32Array;
}

/** A layer with its tensors, flat. */
export interface ReadLayer {
  spec: LayerSpec;
  weights: Float32Array;
}

/** A layer's size, an integer from 1 to the limit. */
export function unitsAt(value: unknown, path: string, most: number = limits.units): number {
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > most) {
    throw mismatch(path, `an integer from 1 to ${most}`, value);
  }
  return value as number;
}

/** Joins the layers' weights; throws for a list that is no model. A bare state_dict may have several outputs. */
export function joinLayers(layers: ReadLayer[], mayHaveOutputs = false): ReadModel {
  const specs = layers.map((layer) => layer.spec);
  checkGraph(specs, mayHaveOutputs);
  const weights = concat(layers.map((layer) => layer.weights));
  // Each number of the file is finite; what a reader computes from them may not be.
  const bad = weights.findIndex((weight) => !Number.isFinite(weight));
  if (bad >= 0) throw mismatch('weights', 'weights that float32 can hold once they are combined', weights[bad]);
  return { layers: specs, weights };
}
