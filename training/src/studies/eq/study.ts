// An equaliser by recurrent and convolutional networks.
import { synthesiseGuitar } from '../../audio/guitar.js';
import { identify } from '../../linear/identify.js';
import { recurrentWeights } from '../../linear/recurrentWeights.js';
import { numberGiven, readGiven } from '../given.js';
import { type Lesson, learn } from '../learn.js';
import type { Experiment, Figures, Study } from '../study.js';
import { identifiedKnob, learntKnob } from './knob.js';
import { heardSamples, outcome } from './outcome.js';
import { type Data, equaliser, inSequence, programme, sampleRate, through } from './signals.js';

const onNoises = ({ training, validation }: Data): Omit<Lesson, 'network'> => ({
  ...inSequence,
  training: [training],
  validation: [validation],
});

function asPublished(
  id: string,
  title: string,
  network: string,
  published: Figures,
  lesson: Partial<Lesson> & { epochs: number },
  note?: string,
): Experiment<Data> {
  return {
    id,
    group: 'The published networks',
    title: `${title}, ${lesson.epochs} epochs`,
    kind: 'published',
    published,
    long: true,
    async run(data, context) {
      const run = await learn({
        ...onNoises(data),
        network,
        skip: network.startsWith('cnn'),
        clip: 1,
        longestMemorySamples: 1000,
        learningRate: 3e-3,
        ...lesson,
        epochs: context.epochs(lesson.epochs),
      });
      return { ...(await outcome(title, run, data)), note };
    },
  };
}

const identified: Experiment<Data> = {
  id: 'iir',
  group: 'The better way: one cut-off',
  title: 'iir:2, identified, then trained on',
  kind: 'ours',
  async run(data, { epochs }) {
    const start = performance.now();
    const system = identify([data.training], 2);
    const found = (performance.now() - start) / 1000;
    const run = await learn({
      ...onNoises(data),
      network: 'iir:2',
      initialWeights: recurrentWeights(system),
      epochs: epochs(10),
      learningRate: 1e-6,
    });
    const result = await outcome('iir:2', { ...run, seconds: run.seconds + found }, data);
    return { ...result, note: 'The poles are found by classical means; no network learnt them.' };
  },
};

/** Of the short version of the source's material. */
const SOURCE_SECONDS = 20;
/** However much there is to learn from: the pieces get shorter with the whole, and then are of another kind. */
const VALIDATION_SECONDS = SOURCE_SECONDS / 4;

const small: Experiment<Data> = {
  id: 'gru',
  group: 'The better way: one cut-off',
  title: 'gru:16, from random weights',
  kind: 'ours',
  async run(data, { epochs }) {
    const run = await learn({
      ...onNoises(data),
      network: 'gru:16',
      tbpttSamples: 1024,
      optimiser: 'soap',
      learningRate: 0.01,
      clip: 1,
      longestMemorySamples: 1000,
      // As long over little material as over much.
      epochs: epochs(Math.round(60 * Math.max(1, SOURCE_SECONDS / data.seconds))),
    });
    return outcome('gru:16', run, data);
  },
};

export const study: Study<Data> = {
  title: 'An equaliser by recurrent and convolutional networks',
  source: 'O. del Tejo Catalá and L. Masiá Fuster, KTH Stockholm, 2017',
  about: ({ cutoff, seconds, voice }) => [
    `A network maps a window of samples to the last one of the same passage through a high-pass equaliser at ${cutoff} Hz, learnt from ${seconds} s of noises and sweeps at 44.1 kHz with and without fades. It is measured on new pieces of the same kinds and on ${voice ? 'a voice' : 'a synthesised guitar in place of a voice'}.${cutoff === '440' ? '' : ' The source’s figures are of 440 Hz.'}`,
    'Ours plays sample by sample and keeps its state, where the source begins anew from a window for each sample; so the published networks are trained here in sequence, and for far fewer epochs. The equaliser is taken to be a Butterworth high-pass of second order, which the source does not say; peaks are 0.9.',
  ],
  options: {
    cutoff: { argument: 'Hz', help: 'of the equaliser', default: '440' },
    voice: { argument: 'wav', help: 'a voice to measure on; without one a synthesised guitar stands in' },
    seconds: { argument: 's', help: 'of training material', default: String(SOURCE_SECONDS) },
  },
  async prepare({ cutoff, voice, seconds }, quick) {
    const hz = numberGiven('cutoff', cutoff, [20, 10000], ' Hz');
    const asked = numberGiven('seconds', seconds, [1, 3600], ' s');
    const length = quick ? 2 : asked;
    const system = equaliser(hz);
    const spoken = voice
      ? (await readGiven(voice, 1, { sampleRate })).samples
      : synthesiseGuitar({ seconds: 8, sampleRate, seed: 11 });
    return {
      training: through(system, programme(length, 1)),
      validation: through(system, programme(quick ? length / 4 : VALIDATION_SECONDS, 2)),
      voice: through(system, spoken.subarray(0, 20 * sampleRate)),
      seconds: length,
    };
  },
  truth: ({ voice }) => ({
    name: 'voice',
    sampleRate,
    reference: voice.target.subarray(0, heardSamples),
    anchor: voice.audio.subarray(0, heardSamples),
  }),
  experiments: [
    asPublished('lstm-384', 'LSTM, 384 units', 'lstm:384', { mse: 7.9e-5 }, { epochs: 4 }),
    asPublished('lstm-160', 'reduced LSTM, 160 units', 'lstm:160', { mse: 3.03e-3 }, { epochs: 8 }),
    asPublished('gru-160', 'GRU, 160 units', 'gru:160', { mse: 7.823e-3 }, { epochs: 8 }),
    asPublished(
      'cnn',
      'CNN of four groups',
      'cnn:128x4@128+dense:8/tanh+dense:4/tanh+dense:2/tanh',
      { mse: 1.905e-2 },
      { epochs: 2, batch: 16, tbpttSamples: 256, learningRate: 3e-4, initialisation: 'orthogonal' },
      'It takes 3 million multiply-adds a sample; the source’s three epochs took 18 hours. Its eleven layers of tanh are started so that each passes the present sample on through an orthogonal matrix (Xiao et al. 2018); started from uniform weights, as its default is, two epochs left the error at 0.94 of the signal’s power.',
    ),
    small,
    identified,
    learntKnob,
    identifiedKnob,
  ],
  goals: [
    {
      text: 'Below every published MSE, the least of which is 7.9e-5, by networks of ours',
      experiments: ['iir', 'gru'],
      figure: 'mse',
      below: 7.9e-5,
    },
    {
      text: 'LSTM of 384 units, the same network: below 7.9e-5',
      experiments: ['lstm-384'],
      figure: 'mse',
      below: 7.9e-5,
    },
    { text: 'Reduced LSTM, the same network: below 3.03e-3', experiments: ['lstm-160'], figure: 'mse', below: 3.03e-3 },
    { text: 'GRU, the same network: below 7.823e-3', experiments: ['gru-160'], figure: 'mse', below: 7.823e-3 },
    { text: 'CNN, the same network: below 1.905e-2', experiments: ['cnn'], figure: 'mse', below: 1.905e-2 },
    {
      text: '100 times faster than real time on one core',
      experiments: ['iir', 'gru', 'knob', 'knob-learnt'],
      figure: 'realTime',
      above: 100,
    },
    {
      text: 'Spectrum within 0.5 dB from 50 Hz to 18 kHz on the voice',
      experiments: ['iir'],
      figure: 'spectrumDb',
      below: 0.5,
    },
    {
      text: 'The cut-off as a knob, at settings that were not in the training: MSE below 7.9e-5',
      experiments: ['knob', 'knob-learnt'],
      figure: 'mse',
      below: 7.9e-5,
    },
    {
      text: 'and the spectrum on the voice within 0.5 dB there too',
      experiments: ['knob'],
      figure: 'spectrumDb',
      below: 0.5,
    },
  ],
};
