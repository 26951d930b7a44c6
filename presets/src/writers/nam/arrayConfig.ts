// The config of one array of a NAM WaveNet.
import { namActivation } from './activation.js';
import type { FoundArray, FoundLayer } from './wavenetParser.js';

/** As files of version 0.7 say it. */
export interface ArrayConfigJson {
  input_size: number;
  condition_size: number;
  channels: number;
  bottleneck: number;
  kernel_sizes: number[];
  dilations: number[];
  activation: (string | object)[];
  gating_mode: string[];
  secondary_activation: (string | object | null)[];
  groups_input: number;
  groups_input_mixin: number;
  layer1x1: { active: boolean; groups: number };
  head1x1: { active: boolean; out_channels: number; groups: number };
  head: { out_channels: number; kernel_size: number; head_dilation: number; bias: boolean };
  [film: `${string}_film`]: { active: boolean };
}

export function arrayConfig(
  { rechannel, layers, head, bottleneck }: FoundArray,
  { inputSize, conditionSize, isLast }: { inputSize: number; conditionSize: number; isLast: boolean },
): ArrayConfigJson {
  const [head1x1] = kernelsOf(layers, 'head1x1');
  const groupsOf = (name: string): number | undefined => kernelsOf(layers, name)[0]?.groups;
  // The reader leaves out the convolution of the very last layer, whose output no layer reads.
  const layer1x1 = groupsOf('layer1x1') ?? (isLast && layers.length === 1 ? 1 : undefined);
  return {
    input_size: inputSize,
    condition_size: conditionSize,
    channels: rechannel.outputs,
    bottleneck,
    kernel_sizes: layers.map(({ taps }) => taps),
    dilations: layers.map(({ dilation }) => dilation),
    activation: layers.map(({ activation, slopes }) => namActivation(activation, slopes)),
    gating_mode: layers.map(({ gate }) => (gate ? (gate.mode === 'blend' ? 'blended' : 'gated') : 'none')),
    secondary_activation: layers.map(({ gate }) => (gate ? namActivation(gate.activation) : null)),
    groups_input: groupsOf('conv') ?? 1,
    groups_input_mixin: groupsOf('mixin') ?? 1,
    layer1x1: { active: layer1x1 !== undefined, groups: layer1x1 ?? 1 },
    head1x1: {
      active: head1x1 !== undefined,
      out_channels: head1x1?.outputs ?? rechannel.outputs,
      groups: head1x1?.groups ?? 1,
    },
    ...filmsOf(layers),
    head: { out_channels: head.outputs, kernel_size: head.taps, head_dilation: head.dilation, bias: true },
  };
}

const kernelsOf = (layers: FoundLayer[], name: string) => layers.flatMap(({ kernels }) => kernels.get(name) ?? []);

function filmsOf(layers: FoundLayer[]): Record<`${string}_film`, { active: boolean }> {
  const all: FoundLayer['films'] = Object.assign({}, ...layers.map(({ films }) => films));
  return Object.fromEntries(Object.entries(all).map(([place, film]) => [place, { active: true, ...film }]));
}

const same = <T>(values: T[]) => values.every((value) => value === values[0]);

/** The same as files of the first generation say it, where they can, so that older players open it. */
export function firstGeneration(config: ArrayConfigJson): object | undefined {
  const { kernel_sizes: taps, activation, gating_mode: modes, secondary_activation: seconds, head } = config;
  const isPlain =
    [taps, activation, modes, seconds].every((values) => same<unknown>(values)) &&
    typeof activation[0] === 'string' &&
    [null, 'Sigmoid'].includes(seconds[0] as string | null) &&
    modes[0] !== 'blended' &&
    config.bottleneck === config.channels &&
    config.groups_input * config.groups_input_mixin * config.layer1x1.groups * head.kernel_size === 1 &&
    config.layer1x1.active &&
    !config.head1x1.active &&
    !Object.keys(config).some((field) => field.endsWith('_film'));
  if (!isPlain) return undefined;
  const { input_size, condition_size, channels, dilations } = config;
  return {
    input_size,
    condition_size,
    head_size: head.out_channels,
    channels,
    kernel_size: taps[0],
    dilations,
    activation: activation[0],
    gated: modes[0] === 'gated',
    head_bias: head.bias,
  };
}

/** With the slope of a leaky ReLU, as NAM's own files of the second generation have it: by that its fast path knows them. */
export const secondGeneration = (config: ArrayConfigJson): object => ({
  ...config,
  activation: config.activation.map((activation) =>
    activation === 'LeakyReLU' ? { type: activation, negative_slope: 0.01 } : activation,
  ),
});
