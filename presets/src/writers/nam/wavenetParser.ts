// Finds the arrays, layers and tensors of a NAM WaveNet in a list of layers, in the order in which format.md says that
// they are made.
import { modelInput, sourceOf } from '../../graph.js';
import type { FilmPlace } from '../../readers/nam/wavenetConfig.js';
import type { ActivationName, GateMode, LayerSpec } from '../../types.js';
import type { Tensors } from '../common.js';
import { namActivation } from './activation.js';
import type { Part } from './part.js';

/** A convolution; its tensors are those of the model, not copies. */
export interface FoundKernel {
  kernel: Float32Array;
  bias: Float32Array;
  outputs: number;
  taps: number;
  dilation: number;
  groups: number;
}

export interface FoundLayer {
  taps: number;
  dilation: number;
  activation: ActivationName;
  slopes?: Float32Array;
  gate?: { activation: ActivationName; mode: GateMode };
  films: Partial<Record<FilmPlace, { shift: boolean; groups: number }>>;
  kernels: Map<string, FoundKernel>;
}

export interface FoundArray {
  rechannel: FoundKernel;
  bottleneck: number;
  layers: FoundLayer[];
  head: FoundKernel;
}

export interface FoundWavenet {
  arrays: FoundArray[];
  head?: (FoundKernel & { before: string | object })[];
  /** The layer that is the condition, or -1. */
  condition: number;
}

/** Bounds what trying costs; NAM's models have one or two. */
const mostArrays = 12;

/** The list is not what was looked for. */
class NotFound extends Error {}

export class WavenetParser {
  private readonly layers: LayerSpec[];
  private readonly tensors: Tensors[];
  /** The layer that is looked at next. */
  private at = 0;
  private readonly condition: number;
  private x = modelInput;
  private headSum: number | undefined;
  /** Whether each layer of the array has a convolution in front of the head sum. */
  private hasHead1x1 = false;

  constructor({ layers, tensors }: Part) {
    this.layers = layers;
    this.tensors = tensors;
    this.condition = conditionOf(layers);
  }

  parse(): FoundWavenet | undefined {
    try {
      return this.model();
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  private model(): FoundWavenet {
    this.at = this.condition + 1;
    return { ...this.arrays(), condition: this.condition };
  }

  /** All arrays from here on and what follows them; where one is not found without head1x1, it is tried with. */
  private arrays(before = 0): Omit<FoundWavenet, 'condition'> {
    if (before === mostArrays) throw new NotFound();
    const { at, x, headSum } = this;
    for (const hasHead1x1 of [false, true]) {
      Object.assign(this, { at, x, headSum, hasHead1x1 });
      try {
        const array = this.array();
        const isLast = this.at === this.layers.length || !this.reads(this.at, this.x);
        const rest = isLast ? { arrays: [], ...this.postStackHead() } : this.arrays(before + 1);
        return { ...rest, arrays: [array, ...rest.arrays] };
      } catch (error) {
        if (!(error instanceof NotFound) || hasHead1x1) throw error;
      }
    }
    throw new NotFound();
  }

  private postStackHead(): Pick<FoundWavenet, 'head'> {
    const head: FoundWavenet['head'] = [];
    while (this.at < this.layers.length) {
      const { activation } = this.layers[this.at - 1];
      if (activation === 'linear') throw new NotFound();
      const before = namActivation(activation, this.tensors[this.at - 1].slopes);
      head.push({ ...this.conv(this.at - 1), before });
    }
    return head.length > 0 ? { head } : {};
  }

  private array(): FoundArray {
    const rechannel = this.conv(this.x);
    this.x = this.at - 1;
    const layers: FoundLayer[] = [];
    let bottleneck = 0;
    do {
      const { layer, a } = this.layer();
      layers.push(layer);
      bottleneck = this.layers[a].outputs;
    } while (!this.isHead());
    const head = this.conv(this.headSum!);
    this.headSum = this.at - 1;
    return { rechannel, bottleneck, layers, head };
  }

  private isHead(): boolean {
    const layer = this.layers[this.at];
    return layer?.type === 'conv' && this.reads(this.at, this.headSum) && layer.condition === undefined;
  }

  private layer(): { layer: FoundLayer; a: number } {
    const { x } = this;
    const found: FoundLayer = { taps: 1, dilation: 1, activation: 'linear', films: {}, kernels: new Map() };
    const u = this.film('conv_pre_film', x, found);
    let z = this.convAndMixin(u, found);
    if (this.layers[z].activation === 'linear') z = this.film('activation_pre_film', z, found);
    const { activation } = this.layers[z];
    Object.assign(found, { activation, slopes: this.tensors[z].slopes });
    let a = z;
    const gate = this.layers[this.at];
    if (gate?.type === 'gate' && this.reads(this.at, z)) {
      a = this.at++;
      found.activation = gate.activation;
      found.gate = { activation: gate.gateActivation!, mode: gate.gateMode! };
    }
    if (found.activation === 'linear') throw new NotFound();
    a = this.film('activation_post_film', a, found);
    this.layer1x1(a, found);
    this.addToHead(a, found);
    return { layer: found, a };
  }

  private convAndMixin(u: number, found: FoundLayer): number {
    const index = this.at;
    const { condition, taps = 1, dilation = 1 } = this.layers[index] ?? {};
    Object.assign(found, { taps, dilation });
    if (condition !== undefined) {
      found.kernels.set('conv', this.conv(u, { condition: this.condition }));
      const { kernel, outputs } = { kernel: this.tensors[index].conditionKernel!, ...this.layers[index] };
      const bias = new Float32Array(outputs);
      found.kernels.set('mixin', { kernel, bias, outputs, taps: 1, dilation: 1, groups: 1 });
      return index;
    }
    found.kernels.set('conv', this.conv(u));
    const y = this.film('conv_post_film', index, found);
    const m = this.film('input_mixin_pre_film', this.condition, found);
    const mixin = this.at;
    if (this.layers[mixin]?.residual !== undefined) {
      found.kernels.set('mixin', this.conv(m, { residual: y }));
      return mixin;
    }
    found.kernels.set('mixin', this.conv(m));
    return this.sum(this.film('input_mixin_post_film', mixin, found), y);
  }

  private layer1x1(a: number, found: FoundLayer): void {
    const index = this.at;
    const layer = this.layers[index];
    if (layer?.type !== 'conv' || !this.reads(index, a)) return;
    if (layer.residual === this.x) {
      found.kernels.set('layer1x1', this.conv(a, { residual: this.x }));
      this.x = index;
    } else if (this.layers[index + 3]?.residual === this.x && this.layers[index + 2]?.type === 'film') {
      found.kernels.set('layer1x1', this.conv(a));
      this.x = this.sum(this.film('layer1x1_post_film', index, found), this.x);
    }
  }

  private addToHead(a: number, found: FoundLayer): void {
    const { headSum } = this;
    let part = a;
    if (this.hasHead1x1) {
      part = this.at;
      const isSum = headSum !== undefined && this.layers[part]?.residual === headSum;
      found.kernels.set('head1x1', this.conv(a, isSum ? { residual: headSum } : {}));
      if (isSum) {
        this.headSum = part;
        return;
      }
      part = this.film('head1x1_post_film', part, found);
    }
    this.headSum = headSum === undefined ? part : this.sum(part, headSum);
  }

  /** Takes the convolution at hand, which reads `source` and has just these other sources. */
  private conv(source: number, { condition, residual }: { condition?: number; residual?: number } = {}): FoundKernel {
    const index = this.at;
    const layer = this.layers[index];
    if (layer?.type !== 'conv' || !this.reads(index, source)) throw new NotFound();
    if (layer.condition !== condition || layer.residual !== residual) throw new NotFound();
    this.at++;
    const { kernel, bias } = this.tensors[index];
    const { outputs, taps = 1, dilation = 1, groups = 1 } = layer;
    return { kernel: kernel!, bias: bias!, outputs, taps, dilation, groups };
  }

  /** Takes the modulation of layer `x` that may be at hand; returns its outcome, or x. */
  private film(place: FilmPlace, x: number, found: FoundLayer): number {
    const film = this.layers[this.at + 1];
    if (film?.type !== 'film' || film.condition !== this.at || !this.reads(this.at + 1, x)) return x;
    const kernel = this.conv(this.condition);
    found.kernels.set(place, kernel);
    found.films[place] = { shift: kernel.outputs === 2 * film.outputs, groups: kernel.groups };
    return this.at++;
  }

  private sum(source: number, residual: number): number {
    const layer = this.layers[this.at];
    if (layer?.type !== 'activation' || !this.reads(this.at, source) || layer.residual !== residual)
      throw new NotFound();
    return this.at++;
  }

  private reads(index: number, source: number | undefined): boolean {
    return sourceOf(this.layers[index], index) === source;
  }
}

/** What the last layer that has a condition, or is modulated, takes for it; those before may make the condition. */
function conditionOf(layers: LayerSpec[]): number {
  const layer = layers.findLast(({ condition }) => condition !== undefined);
  const condition = layer?.condition ?? modelInput;
  return layer?.type === 'film' && condition >= 0 ? sourceOf(layers[condition], condition) : condition;
}
