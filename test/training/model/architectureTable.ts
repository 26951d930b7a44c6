import { NativeModel } from '@tonewright/addon';
import { type LayerSpec, weightCount } from '@tonewright/presets';
import { readArchitecture } from '../../../training/src/model/architecture.js';

const sampleRate = 48000;

/** Cheap on every processor: a comparison or two. The others need an exponential or a division. */
const cheap = ['linear', 'relu', 'leakyRelu', 'prelu', 'hardTanh', 'leakyHardTanh', 'hardSwish'];

const recurrentActivations: Partial<Record<LayerSpec['type'], number>> = { gru: 3, lstm: 5, rnn: 1 };

/** Activations of a layer in one sample. */
const activationsOf = ({ type, activation, outputs }: LayerSpec): number =>
  type === 'gate'
    ? 2 * outputs
    : type in recurrentActivations
      ? recurrentActivations[type]! * outputs
      : outputs * Number(!cheap.includes(activation));

/**
 * Cycles of a Cortex-M7 for one sample: 1.75 for a multiply-add and 36 for an activation come within 12 % of what was
 * estimated from replayed traces of GRU 8 to 32 and LSTM 8 to 24; 2.3 of what a peer measured of an A2-lite on a board.
 */
function pedalCycles(layers: LayerSpec[], multiplyAdds: number): number {
  const each = layers.some(({ type }) => type === 'conv') ? 2.3 : 1.75;
  return each * multiplyAdds + 36 * layers.reduce((sum, layer) => sum + activationsOf(layer), 0);
}

/** 70 % of 480 MHz at 48 kHz, and the SRAM outside the caches; half a core at so many multiply-adds a nanosecond. */
const pedal = { cycles: 7000, bytes: 512 * 1024 };
const halfACore = 0.5e9 / sampleRate;
const multiplyAddsPerNanosecond = { plugin: 10, browser: 2.5 };

export const architectures = [
  ...['gru:10', 'gru:24', 'gru:32', 'lstm:16', 'lstm:20', 'lstm:32', 'lstm:64', 'rnn:16'],
  ...['wavenet:a1-nano', 'wavenet:a1-feather', 'wavenet:a1-lite', 'wavenet:a1-standard'],
  ...['wavenet:a2-lite', 'wavenet:a2-full', 'wavenet:4x8', 'wavenet:8x10x2', 'wavenet:8x8/gated', 'wavenet:8x8/film'],
  ...['tcn:4x8', 'tcn:8x10', 'tcn:16x10', 'tcn:8x10/film'],
  ...['convnet:8x10', 'conv:8x4@3*2/tanh', 'conv:8@16/tanh+gru:16', 'tcn:4x6+lstm:8'],
  ...['linear:64', 'linear:2048', 'fnn:6x32@9', 'fnn:3x16@64', 'cnn:8x4@32'],
  'cnn:128x4@128+dense:8/tanh+dense:4/tanh+dense:2/tanh',
];

function row(arch: string): string[] {
  const { layers } = readArchitecture(arch, 1);
  const spec = { layers, skip: false, inputGainDb: 0, outputGainDb: 0, sampleRate };
  const weights = weightCount(spec);
  const { info } = NativeModel.create(spec, new Float32Array(weights));
  const field = info.receptiveFieldSamples;
  const cycles = pedalCycles(layers, info.macsPerSample);
  const fits = cycles <= pedal.cycles && (info.memoryBytes ?? 0) + 4 * weights <= pedal.bytes;
  const runs = (target: keyof typeof multiplyAddsPerNanosecond) =>
    info.macsPerSample <= halfACore * multiplyAddsPerNanosecond[target] ? 'yes' : 'no';
  return [
    `\`${arch}\``,
    String(weights),
    field === null ? 'unbounded' : `${field} (${((1000 * field) / sampleRate).toFixed(1)} ms)`,
    String(info.macsPerSample),
    runs('plugin'),
    runs('browser'),
    `${fits ? 'yes' : 'no'}${cycles < 1e5 ? `, ${(cycles / 100).toFixed(0)} %` : ''}`,
  ];
}

/** Size, reach, cost and targets of some architectures, as a Markdown table. */
export function architectureTable(): string {
  const head = ['`--arch`', 'weights', 'receptive field', 'multiply-adds per sample', 'plugin', 'browser', 'pedal'];
  const rule = ['---', '---:', '---:', '---:', '---', '---', '---'];
  const line = (cells: string[]) => `| ${cells.join(' | ')} |\n`;
  return [head, rule, ...architectures.map(row)].map(line).join('');
}
