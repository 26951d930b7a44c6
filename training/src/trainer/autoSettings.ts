import { type LayerSpec, longestHistory } from '@tonewright/presets';
import type { TrainingSettings } from './settings.js';

type AutoSettings = Pick<
  TrainingSettings,
  'optimiser' | 'initialisation' | 'epochs' | 'batch' | 'segment' | 'warmup' | 'tbptt' | 'learningRate'
>;
type Chosen = { [K in keyof AutoSettings]: Exclude<AutoSettings[K], 'auto'> };

/** What the recordings have: seconds of audio to train on, and the length of their takes (0: one take each). */
export interface Material {
  seconds: number;
  takeSamples: number;
}

/** What suits the network and the recordings, in place of every `auto`. */
export function autoSettings(
  settings: AutoSettings & Pick<TrainingSettings, 'backend'>,
  layers: LayerSpec[],
  material: Material,
): Chosen {
  const kind = kindOf(layers);
  const isNative = settings.backend === 'native';
  const automatic = kind === convolutional && isNative ? 'soap' : 'adam';
  const optimiser = settings.optimiser === 'auto' ? automatic : settings.optimiser;
  const standard: Chosen = {
    optimiser,
    initialisation: kind === pooled && isNative ? 'orthogonal' : 'uniform',
    warmup: Math.max(1000, longestHistory(layers)),
    ...kind(layers, material, optimiser),
  };
  const { takeSamples } = material;
  if (takeSamples) {
    // Nothing comes before a take, and updates that divide it waste none of it.
    standard.warmup = 0;
    standard.tbptt = Math.ceil(takeSamples / Math.ceil(takeSamples / standard.tbptt));
  }
  const keys = Object.keys(standard) as (keyof AutoSettings)[];
  const choose = (key: keyof AutoSettings) => (settings[key] === 'auto' ? standard[key] : settings[key]);
  return Object.fromEntries(keys.map((key) => [key, choose(key)])) as Chosen;
}

function kindOf(layers: LayerSpec[]) {
  const has = (...types: LayerSpec['type'][]) => layers.some(({ type }) => types.includes(type));
  return has('gru', 'lstm', 'rnn') ? recurrent : has('maxPool') ? pooled : convolutional;
}

/** Little material wants many updates rather than large batches; more of it keeps two threads busy. */
const recurrent = (layers: LayerSpec[], { seconds }: Material) => ({
  epochs: 80,
  batch: seconds < 60 ? 16 : 32,
  segment: 2,
  tbptt: 512,
  learningRate: isLinear(layers) ? 1e-4 : layers.some(({ outputs }) => outputs >= 24) ? 0.01 : 0.02,
});

/** Such a system begins where it fits (linear/identify.ts): what is left to learn is little, and a long memory is touchy. */
const isLinear = (layers: LayerSpec[]) => layers.every(({ activation }) => activation === 'linear');

/**
 * Slower learners: less material means more passes. SOAP makes much of a gradient: long chunks, in which it goes all the
 * way back; Adam of many updates.
 */
const convolutional = (layers: LayerSpec[], { seconds }: Material, optimiser: Chosen['optimiser']) => ({
  epochs: Math.round(Math.min(300, Math.max(80, 6000 / seconds))),
  batch: 32,
  ...(optimiser === 'soap'
    ? { segment: 4, tbptt: 4096, learningRate: 0.03 }
    : { segment: 2, tbptt: 512, learningRate: layers.some(({ outputs }) => outputs > 8) ? 0.01 : 0.02 }),
});

/** Nothing leads around the layers of such a network: it wants weights that pass on what comes in, and small steps. */
const pooled: typeof convolutional = (layers, material) => ({
  ...convolutional(layers, material, 'adam'),
  learningRate: Math.min(0.01, 3 / Math.max(...layers.map(({ outputs }) => outputs)) ** 2),
});
