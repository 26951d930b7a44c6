import type { LayerSpec } from '@tonewright/presets';

/** What a new layer says; its inputs follow from its source, and its condition's channels from the condition. */
export type NewLayer = Omit<LayerSpec, 'inputs' | 'conditionChannels' | 'activation'> & Partial<LayerSpec>;

/** A model that grows layer by layer, in the order of computation. */
export class LayerList {
  readonly layers: LayerSpec[];

  /** @param inputs channels into the model: the audio and one for each control */
  constructor(
    readonly inputs: number,
    layers: LayerSpec[] = [],
  ) {
    this.layers = [...layers];
  }

  /** The index of the layer added last; -1, the model's input, before any. */
  get last(): number {
    return this.layers.length - 1;
  }

  channels(index: number): number {
    return index < 0 ? this.inputs : this.layers[index].outputs;
  }

  /** Adds a layer that reads the last one unless it names its source, and gives its index. */
  add({ source = this.last, condition, residual, ...rest }: NewLayer): number {
    const layer: LayerSpec = { activation: 'linear', ...rest, inputs: this.channels(source) };
    if (source !== this.last) layer.source = source;
    if (condition !== undefined) Object.assign(layer, { condition, conditionChannels: this.channels(condition) });
    if (residual !== undefined) layer.residual = residual;
    this.layers.push(layer);
    return this.last;
  }
}

/** Fields that a layer may leave out, with what that means. */
const defaults: Partial<LayerSpec> = {
  resetAfter: true,
  taps: 1,
  dilation: 1,
  groups: 1,
  gateActivation: 'sigmoid',
  gateMode: 'multiply',
  conditionChannels: 0,
  initialState: false,
};

/** Whether two layers compute the same, whatever they leave out. */
export function sameLayer(a: LayerSpec, b: LayerSpec): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)] as (keyof LayerSpec)[]);
  return [...keys].every((key) => (a[key] ?? defaults[key]) === (b[key] ?? defaults[key]));
}
