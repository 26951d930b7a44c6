// A list of layers under construction, for formats whose parts are not layers of ours one by one.
import { mismatch } from '../errors.js';
import { modelInput, sourceOf } from '../graph.js';
import { limits } from '../limits.js';
import { concat } from '../tensors.js';
import type { ActivationName, LayerSpec } from '../types.js';
import type { ReadLayer } from './model.js';

/** What can stand behind a linear layer; `slopes` are those of prelu, used in turn for the channels. */
export type Activation =
  | { name: ActivationName; slopes?: number[] }
  | { name: 'piecewise'; low: number; high: number; lowSlope: number; highSlope: number };

type NewLayer = Omit<LayerSpec, 'inputs' | 'conditionChannels' | 'activation'> & { activation?: ActivationName };

/** A kernel [taps][inputs / groups][outputs] and its bias. */
export interface Kernel {
  kernel: Float32Array;
  bias: Float32Array;
}

export class LayerList {
  private readonly layers: ReadLayer[] = [];
  private floats = 0;

  constructor(private readonly inputs: number) {}

  /** Index of the last layer. */
  get last(): number {
    return this.layers.length - 1;
  }

  channels(index: number): number {
    return index === modelInput ? this.inputs : this.layers[index].spec.outputs;
  }

  /** Adds a layer that reads `source`, linear unless it says more; returns its index. */
  add(layer: NewLayer, source: number, ...tensors: Float32Array[]): number {
    this.floats += tensors.reduce((sum, tensor) => sum + tensor.length, 0);
    checkLimit('layers', this.layers.length + 1);
    checkLimit('units', layer.outputs);
    checkLimit('weights', this.floats);
    const { condition } = layer;
    const spec: LayerSpec = {
      activation: 'linear',
      ...layer,
      inputs: this.channels(source),
      ...(source === this.last ? {} : { source }),
      ...(condition === undefined ? {} : { conditionChannels: this.channels(condition) }),
    };
    this.layers.push({ spec, weights: concat(tensors) });
    return this.last;
  }

  /** Adds a convolution; `more` are its taps, dilation, groups, condition or residual. */
  conv(source: number, { kernel, bias }: Kernel, more: Partial<LayerSpec> = {}, conditionKernel = none): number {
    const shape = { type: 'conv', outputs: bias.length, taps: 1, dilation: 1, groups: 1, ...more } as const;
    return this.add(shape, source, kernel, bias, conditionKernel);
  }

  /** Adds `residual` to `source`. */
  sum(source: number, residual: number): number {
    return this.add({ type: 'activation', outputs: this.channels(source), residual }, source);
  }

  /** Puts another layer of the same outputs in the place of layer `index`. */
  replace(index: number, by: (layer: ReadLayer) => ReadLayer): void {
    this.layers[index] = by(this.layers[index]);
  }

  /** Multiplies every weight of layer `index` in float32. */
  scale(index: number, factor: number): void {
    this.replace(index, ({ spec, weights }) => ({ spec, weights: weights.map((weight) => weight * factor) }));
  }

  /** Puts an activation behind layer `index`, which is linear and not used yet; returns the index of the outcome. */
  activate(index: number, activation: Activation): number {
    if (activation.name === 'piecewise') return this.piecewise(index, activation);
    const layer = this.layers[index];
    const { outputs } = layer.spec;
    const { name, slopes = [] } = activation;
    layer.spec.activation = name;
    if (name === 'prelu') {
      const inTurn = Float32Array.from({ length: outputs }, (_, channel) => slopes[channel % slopes.length]);
      layer.weights = concat([layer.weights, inTurn]);
    }
    return index;
  }

  /** x + (highSlope - 1) relu(x - high) + (1 - lowSlope) relu(low - x). */
  private piecewise(x: number, { low, high, lowSlope, highSlope }: Activation & { name: 'piecewise' }): number {
    const groups = this.channels(x);
    const pairs = (first: number, second: number) =>
      Float32Array.from({ length: 2 * groups }, (_, i) => (i % 2 === 0 ? first : second));
    const beyond = this.conv(x, { kernel: pairs(1, -1), bias: pairs(-high, low) }, { groups, activation: 'relu' });
    // The kernel is [1][2][groups]: all first inputs of the pairs, then all second ones.
    const kernel = Float32Array.from({ length: 2 * groups }, (_, i) => (i < groups ? highSlope - 1 : 1 - lowSlope));
    return this.conv(beyond, { kernel, bias: new Float32Array(groups) }, { groups, residual: x });
  }

  /** The layers that the last one needs, themselves in order, with their indices anew. */
  needed(): ReadLayer[] {
    const used = new Set([this.last]);
    for (let index = this.last; index >= 0; index--) {
      if (!used.has(index)) continue;
      const { spec } = this.layers[index];
      for (const parent of [sourceOf(spec, index), spec.condition, spec.residual]) {
        if (parent !== undefined) used.add(parent);
      }
    }
    const kept = [...used].filter((index) => index !== modelInput).sort((a, b) => a - b);
    const places = new Map(kept.map((index, place) => [index, place]));
    return kept.map((index, place) => this.moved(this.layers[index], index, place, places));
  }

  private moved({ spec, weights }: ReadLayer, index: number, place: number, places: Map<number, number>): ReadLayer {
    const at = (old: number) => places.get(old) ?? modelInput;
    const { source: _, ...moved } = spec;
    const source = at(sourceOf(spec, index));
    if (source !== place - 1) Object.assign(moved, { source });
    for (const field of ['condition', 'residual'] as const) {
      if (spec[field] !== undefined) moved[field] = at(spec[field]);
    }
    return { spec: moved, weights };
  }
}

/** A config may claim more than its file holds: a gate that is written out brings weights of its own. */
function checkLimit(limit: 'layers' | 'units' | 'weights', found: number): void {
  if (found > limits[limit]) throw mismatch('config', `at most ${limits[limit]} ${limit}`, found);
}

const none: Float32Array = new Float32Array(0);
