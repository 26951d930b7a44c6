import type { LayerSpec } from '../../types.js';
import type { Tensors } from '../common.js';

/** Layers from the model's input on, and their tensors. */
export interface Part {
  layers: LayerSpec[];
  tensors: Tensors[];
}

/** The fields of a model by which a player knows it. */
export interface NamModel {
  version?: string;
  architecture: string;
  config: object;
  weights: Float32Array;
}
