import { type LayerSpec, longestHistory } from '@tonewright/presets';
import type { Auto, TrainingSettings } from './settings.js';

type AutoSettings = Pick<TrainingSettings, 'epochs' | 'batch' | 'segment' | 'warmup' | 'tbptt' | 'learningRate'>;
type Numbers = { [K in keyof AutoSettings]: number };

/** What the recordings have: seconds of audio to train on, and the length of their takes (0: one take each). */
export interface Material {
  seconds: number;
  takeSamples: number;
}

/** Sizes that suit the network and the recordings, in place of every `auto`. */
export function autoSettings(settings: AutoSettings, layers: LayerSpec[], material: Material): Numbers {
  const isRecurrent = layers.some(({ type }) => type === 'gru' || type === 'lstm' || type === 'rnn');
  const standard: Numbers = {
    segment: 2,
    warmup: Math.max(1000, longestHistory(layers)),
    tbptt: 512,
    ...(isRecurrent ? recurrent(layers, material) : convolutional(layers, material)),
  };
  const { takeSamples } = material;
  if (takeSamples) {
    // Nothing comes before a take, and updates that divide it waste none of it.
    standard.warmup = 0;
    standard.tbptt = Math.ceil(takeSamples / Math.ceil(takeSamples / standard.tbptt));
  }
  const choose = (chosen: Auto, automatic: number) => (chosen === 'auto' ? automatic : chosen);
  const keys = Object.keys(standard) as (keyof AutoSettings)[];
  return Object.fromEntries(keys.map((key) => [key, choose(settings[key], standard[key])])) as Numbers;
}

/** Little material wants many updates rather than large batches; more of it keeps two threads busy. */
const recurrent = (layers: LayerSpec[], { seconds }: Material) => ({
  epochs: 80,
  batch: seconds < 60 ? 16 : 32,
  learningRate: layers.some(({ outputs }) => outputs >= 24) ? 0.01 : 0.02,
});

/** Slower learners: less material means more passes. A chunk may be shorter than the reach: many updates count for more. */
const convolutional = (layers: LayerSpec[], { seconds }: Material) => ({
  epochs: Math.round(Math.min(300, Math.max(80, 6000 / seconds))),
  batch: 32,
  learningRate: layers.some(({ outputs }) => outputs > 8) ? 0.01 : 0.02,
});
