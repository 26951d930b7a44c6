// A recurrent network as an IIR filter.
import type { NativeModel } from '@tonewright/addon';
import { seededRandom, whiteNoise } from '../../audio/random.js';
import { UserError } from '../../errors.js';
import { identify } from '../../linear/identify.js';
import { filter, type Iir, resonator } from '../../linear/iir.js';
import { recurrentLayers, recurrentWeights } from '../../linear/recurrentWeights.js';
import { directForm, type StateSpace } from '../../linear/stateSpace.js';
import { esr } from '../../metrics/errors.js';
import { lineChart } from '../../report/chart.js';
import { figure } from '../../report/html.js';
import { type Lesson, learn, modelOf, startingWeights } from '../learn.js';
import { learningCurve, overlay } from '../pictures.js';
import type { Experiment, Figures, Outcome, Study } from '../study.js';
import { randomDirections } from './randomDirections.js';

/** A resonator and what is known of it: an impulse and its answer. */
interface Resonance {
  system: Iir;
  sampleRate: number;
  audio: Float32Array;
  target: Float32Array;
}

interface Data {
  /** Q = 0.995. */
  short: Resonance;
  /** The long memory: Q = 0.9995 unless another is asked for. */
  long: Resonance;
  /** The same at a quarter of the rate, where the source's training converged. */
  slow: Resonance;
}

const impulseHeight = 0.1;
const hz = 440;

function resonance(q: number, sampleRate: number, height = impulseHeight): Resonance {
  const audio = new Float32Array(4800);
  audio[0] = height;
  const system = resonator(hz, q, sampleRate);
  return { system, sampleRate, audio, target: Float32Array.from(filter(system, audio)) };
}

const playerOf = (system: StateSpace, sampleRate: number, activation: 'linear' | 'tanh', level = 1) =>
  modelOf(recurrentLayers(system.b.length, activation), recurrentWeights(system, level), sampleRate);

/** On the impulse, and on noise that no training has seen. */
async function figuresOf(model: NativeModel, { system, sampleRate, audio, target }: Resonance): Promise<Figures> {
  const noise = whiteNoise(4 * sampleRate, seededRandom(9)).map((value) => 0.01 * value);
  const wanted = Float32Array.from(filter(system, noise));
  return {
    esr: esr(target, await model.process(audio)),
    esrOther: esr(wanted, await model.process(noise)),
  };
}

async function outcome(model: NativeModel, resonance: Resonance, caption: string): Promise<Outcome> {
  const output = await model.process(resonance.audio);
  const { target, sampleRate } = resonance;
  return {
    figures: await figuresOf(model, resonance),
    pictures: [overlay(caption, target, output, sampleRate, 0, 400)],
    audio: [
      { name: 'filter', samples: target, sampleRate },
      { name: 'network', samples: output, sampleRate },
    ],
  };
}

/** The published network has no biases. */
const lesson = ({ audio, target, sampleRate }: Resonance): Omit<Lesson, 'network'> => ({
  sampleRate,
  training: [{ audio, target, controls: [] }],
  tbpttSamples: audio.length,
  withoutBiases: true,
});

function byAdam(id: string, title: string, pick: (data: Data) => Resonance): Experiment<Data> {
  return {
    id,
    group: 'Part B: Adam',
    title,
    kind: 'published',
    async run(data, { epochs }) {
      const of = pick(data);
      const { model, history } = await learn({ ...lesson(of), network: 'rnn:3', epochs: epochs(500) });
      const result = await outcome(model, of, title);
      return { ...result, pictures: [...result.pictures!, learningCurve(title, [{ name: 'ESR', history }])] };
    },
  };
}

function byIdentification(
  id: string,
  title: string,
  pick: (data: Data) => Resonance,
  activation: 'linear' | 'tanh',
  noiseDb?: number,
): Experiment<Data> {
  return {
    id,
    group: 'The better way: identified, then trained on',
    title,
    kind: 'ours',
    async run(data, { epochs }) {
      const of = pick(data);
      const heard = noiseDb === undefined ? of.target : noisy(of.target, noiseDb);
      const system = identify([{ audio: of.audio, target: heard }], 2);
      const level = activation === 'tanh' ? 0.01 : 1;
      const layers = recurrentLayers(system.b.length, activation);
      const before = playerOf(system, of.sampleRate, activation, level);
      const { model } = await learn({
        ...lesson({ ...of, target: heard }),
        network: activation === 'tanh' ? `rnn:${layers[0].outputs}` : 'iir:2',
        initialWeights: recurrentWeights(system, level),
        learningRate: 1e-5,
        schedule: 'cosine',
        epochs: epochs(200),
      });
      const start = await figuresOf(before, of);
      const result = await outcome(model, of, title);
      return { ...result, note: `Before training on: ESR ${start.esr!.toExponential(2)}.` };
    },
  };
}

function noisy(signal: Float32Array, noiseDb: number): Float32Array {
  const power = signal.reduce((sum, value) => sum + value * value, 0) / signal.length;
  const noise = whiteNoise(signal.length, seededRandom(4));
  const gain = Math.sqrt(3 * power) * 10 ** (noiseDb / 20);
  return signal.map((value, n) => value + gain * noise[n]);
}

export const study: Study<Data> = {
  title: 'A recurrent network as an IIR filter',
  source: 'G. Schuller, TU Ilmenau, June 2020',
  about: ({ q }) => [
    'An Elman network of three tanh units and a linear output is to be a resonator of two poles at 440 Hz, sampled at 8 kHz: once with weights written down from the filter’s coefficients, once trained from an impulse of height 0.1 and its answer, by Adam and by the method of random directions.',
    `The source’s training did not converge for poles at a radius of 0.9995 at 8 kHz, a memory of 2000 samples. The better way, here for a radius of ${q}, finds the poles in the recording (Steiglitz and McBride 1965), writes them into a recurrent layer, and trains on from there. It is part of the trainer: \`--arch iir:ORDER\`. Finding the poles is classical; no network learnt them.`,
  ],
  options: {
    q: { argument: 'radius', help: 'radius of the poles for the long memory', default: '0.9995' },
  },
  async prepare({ q }) {
    const radius = Number(q);
    if (!(radius > 0 && radius < 1)) throw new UserError(`--q: expected a radius between 0 and 1, found '${q}'.`);
    return { short: resonance(0.995, 8000), long: resonance(radius, 8000), slow: resonance(radius, 2000) };
  },
  experiments: [
    {
      id: 'analytic',
      group: 'Part A: weights from the coefficients, no training',
      title: 'rnn:3, tanh, Q 0.995',
      kind: 'published',
      async run({ short }) {
        const levels = [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001];
        const model = playerOf(directForm({ ...short.system, b: [1, 0, 0] }), 8000, 'tanh');
        const points = await Promise.all(
          levels.map(async (height): Promise<[number, number]> => {
            const { audio, target } = resonance(0.995, 8000, height);
            return [height, esr(target, await model.process(audio))];
          }),
        );
        const chart = lineChart({
          title: 'ESR by the height of the impulse',
          x: { label: 'height of the impulse', logarithmic: true },
          y: { label: 'ESR', logarithmic: true },
          series: [{ name: 'tanh', ink: 'output', points }],
        });
        const result = await outcome(model, short, 'Weights from the coefficients, Q 0.995');
        return {
          ...result,
          pictures: [...result.pictures!, figure(chart, 'The tanh bends less the smaller the signal is')],
        };
      },
    },
    byAdam('adam', 'rnn:3, Q 0.995, 8 kHz, 500 epochs', ({ short }) => short),
    byAdam('adam-slow', 'rnn:3, long memory, 2 kHz, 500 epochs', ({ slow }) => slow),
    byAdam('adam-long', 'rnn:3, long memory, 8 kHz, 500 epochs', ({ long }) => long),
    {
      id: 'random-directions',
      group: 'Part C: random directions',
      title: 'rnn:3, Q 0.995, 1500 iterations',
      kind: 'published',
      async run({ short }, { epochs }) {
        const start = startingWeights({ ...lesson(short), network: 'rnn:3' });
        const modelWith = (weights: Float32Array) => modelOf(recurrentLayers(3, 'tanh'), weights, short.sampleRate);
        const loss = async (weights: Float32Array) => {
          const error = esr(short.target, await modelWith(weights).process(short.audio));
          return Number.isFinite(error) ? error : Number.POSITIVE_INFINITY;
        };
        const found = await randomDirections(start, loss, { iterations: epochs(1500), scale: 0.1, seed: 1 });
        return outcome(modelWith(found.weights), short, 'Random directions, Q 0.995');
      },
    },
    byIdentification('identified', 'iir:2 on the long memory, 8 kHz', ({ long }) => long, 'linear'),
    byIdentification('identified-tanh', 'rnn:3, tanh, small states, long memory, 8 kHz', ({ long }) => long, 'tanh'),
    byIdentification(
      'identified-noise',
      'iir:2, long memory, noise at -40 dB in the recording',
      ({ long }) => long,
      'linear',
      -40,
    ),
  ],
  goals: [
    {
      text: 'Converges for the long memory at 8 kHz from data alone: error below 1e-3 of the target’s power',
      experiments: ['identified', 'identified-tanh', 'identified-noise'],
      figure: 'esr',
      below: 1e-3,
    },
    {
      text: 'And answers noise, which it has not heard, as the filter does',
      experiments: ['identified', 'identified-noise'],
      figure: 'esrOther',
      below: 1e-3,
    },
  ],
};
