// A .nam WaveNet as a list of layers; format.md has the same in words, with the order of the layers.
import { modelInput } from '../../graph.js';
import type { ActivationName, GateMode } from '../../types.js';
import type { Activation, Kernel, LayerList } from '../layerList.js';
import {
  type ArrayConfig,
  type FilmPlace,
  headMatrix,
  type LayerConfig,
  layerMatrices,
  rechannelMatrix,
  type WavenetConfig,
} from './wavenetConfig.js';
import type { Weights } from './weights.js';

/** Adds the layers of a WaveNet whose condition is layer `condition`; returns the index of its output. */
export function addWavenet(list: LayerList, config: WavenetConfig, weights: Weights, condition: number): number {
  let x = modelInput;
  let head: number | undefined;
  for (const array of config.arrays) {
    const stack = new ArrayStack(list, array, condition, head);
    x = list.conv(x, weights.kernel(rechannelMatrix(array)));
    for (const layer of array.layers) x = stack.add(layer, x, weights);
    const { taps, dilation } = array.head;
    head = list.conv(stack.head!, weights.kernel(headMatrix(array)), { taps, dilation });
  }
  return addPostStackHead(list, config, weights, head!);
}

/** The convolutions behind the arrays, and the head scale in the kernel of the last array's head. */
function addPostStackHead(list: LayerList, { head }: WavenetConfig, weights: Weights, output: number): number {
  const kernels = head?.kernels.map((matrix) => weights.kernel(matrix)) ?? [];
  const [scale] = weights.take(1);
  list.scale(output, scale);
  for (const [index, kernel] of kernels.entries()) {
    output = list.conv(list.activate(output, head!.activation), kernel, { taps: head!.kernels[index].taps });
  }
  return output;
}

/** The layers of one array around its head sum. */
class ArrayStack {
  constructor(
    private readonly list: LayerList,
    private readonly array: ArrayConfig,
    private readonly condition: number,
    public head: number | undefined,
  ) {}

  /** Adds a layer that reads layer `x`; returns what the next one reads. */
  add(layer: LayerConfig, x: number, weights: Weights): number {
    const matrices = layerMatrices(this.array, layer);
    const kernels = new Map(matrices.map(([name, matrix]) => [name, weights.kernel(matrix)]));
    const u = this.film('conv_pre_film', x, kernels);
    const z = this.film('activation_pre_film', this.convAndMixin(layer, u, kernels), kernels);
    const activated = layer.gate
      ? addGate(this.list, z, layer.activation, layer.gate.activation, layer.gate.mode)
      : this.list.activate(z, layer.activation);
    const a = this.film('activation_post_film', activated, kernels);
    const next = this.layer1x1(layer, a, x, kernels);
    this.addToHead(a, kernels);
    return next;
  }

  /** The dilated convolution and what the condition adds to it. */
  private convAndMixin(layer: LayerConfig, u: number, kernels: Map<string, Kernel>): number {
    const { list, array, condition } = this;
    const { films, groupsInput: groups, groupsMixin } = array;
    const { taps, dilation } = layer;
    const [conv, mixin] = [kernels.get('conv')!, kernels.get('mixin')!];
    if (!films.conv_post_film && !films.input_mixin_pre_film && !films.input_mixin_post_film && groupsMixin === 1) {
      return list.conv(u, conv, { taps, dilation, groups, condition }, mixin.kernel);
    }
    const y = this.film('conv_post_film', list.conv(u, conv, { taps, dilation, groups }), kernels);
    const m = this.film('input_mixin_pre_film', condition, kernels);
    if (!films.input_mixin_post_film) return list.conv(m, mixin, { groups: groupsMixin, residual: y });
    return list.sum(this.film('input_mixin_post_film', list.conv(m, mixin, { groups: groupsMixin }), kernels), y);
  }

  private layer1x1(layer: LayerConfig, a: number, x: number, kernels: Map<string, Kernel>): number {
    const { list, array } = this;
    if (!array.layer1x1) return x;
    const { groups } = array.layer1x1;
    const kernel = kernels.get('layer1x1')!;
    // NAM's core reads the weights of this modulation in every mode and plays it in this one.
    if (!array.films.layer1x1_post_film || layer.gate?.mode !== 'blend')
      return list.conv(a, kernel, { groups, residual: x });
    return list.sum(this.film('layer1x1_post_film', list.conv(a, kernel, { groups }), kernels), x);
  }

  private addToHead(a: number, kernels: Map<string, Kernel>): void {
    const { list, array, head } = this;
    if (!array.head1x1) {
      this.head = head === undefined ? a : list.sum(a, head);
      return;
    }
    const { groups } = array.head1x1;
    const isModulated = array.films.head1x1_post_film !== undefined;
    const residual = isModulated || head === undefined ? {} : { residual: head };
    const part = this.film(
      'head1x1_post_film',
      list.conv(a, kernels.get('head1x1')!, { groups, ...residual }),
      kernels,
    );
    this.head = isModulated && head !== undefined ? list.sum(part, head) : part;
  }

  /** Modulates layer `x` by the condition, where the array does so at this place. */
  private film(place: FilmPlace, x: number, kernels: Map<string, Kernel>): number {
    const film = this.array.films[place];
    if (!film) return x;
    const condition = this.list.conv(this.condition, kernels.get(place)!, { groups: film.groups });
    return this.list.add({ type: 'film', outputs: this.list.channels(x), condition }, x);
  }
}

/** Adds a gate of layer `z`, or, for activations that a gate cannot have, the layers that make one. */
function addGate(
  list: LayerList,
  z: number,
  activation: Activation,
  gateActivation: Activation,
  mode: GateMode,
): number {
  const outputs = list.channels(z) / 2;
  if (isPlain(activation) && isPlain(gateActivation)) {
    const names = { activation: activation.name, gateActivation: gateActivation.name, gateMode: mode };
    return list.add({ type: 'gate', outputs, ...names }, z);
  }
  const half = (first: number, sign = 1) => ({
    kernel: selection(outputs, first, sign),
    bias: new Float32Array(outputs),
  });
  const p = list.activate(list.conv(z, half(0)), activation);
  const g = list.activate(list.conv(z, half(outputs)), gateActivation);
  if (mode === 'multiply') return list.add({ type: 'film', outputs, condition: g }, p);
  const d = list.conv(z, half(0, -1), { residual: p });
  const e = list.add({ type: 'film', outputs, condition: g }, d);
  return list.conv(z, half(0), { residual: e });
}

const isPlain = (activation: Activation): activation is { name: ActivationName } =>
  activation.name !== 'piecewise' && activation.name !== 'prelu';

/** A kernel [1][2 count][count] that passes `count` channels from `first` on. */
function selection(count: number, first: number, sign: number): Float32Array {
  const kernel = new Float32Array(2 * count * count);
  for (let channel = 0; channel < count; channel++) kernel[(first + channel) * count + channel] = sign;
  return kernel;
}
