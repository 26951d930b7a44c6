// A feed-forward network as a low-pass filter.
import * as tf from '@tensorflow/tfjs';
import type { TrainingPair } from '@tonewright/addon';
import { monoAudio } from '../../audio/channels.js';
import { lowPass } from '../../audio/filters.js';
import { synthesiseGuitar } from '../../audio/guitar.js';
import { seededRandom, whiteNoise } from '../../audio/random.js';
import { SAMPLE_CODECS } from '../../audio/sampleCodecs.js';
import { identify } from '../../linear/identify.js';
import { filter, type Iir, ofBiquad } from '../../linear/iir.js';
import { simulate } from '../../linear/stateSpace.js';
import { esr } from '../../metrics/errors.js';
import { numberGiven, readGiven } from '../given.js';
import { type Lesson, learn, startingWeights } from '../learn.js';
import { bandDifferences, bandPowers, largest, timeFigures, timesRealTime } from '../measure.js';
import { overlay, spectrogramFigure, spectrumChart } from '../pictures.js';
import type { Experiment, Outcome, Study } from '../study.js';
import { windowWeights } from './windowWeights.js';

const sampleRate = 44100;
const audibleHz = 16000;

interface Data {
  cutoff: number;
  /** Noise of 8 bits and what the filter makes of it, rounded to 8 bits. */
  training: TrainingPair;
  validation: TrainingPair;
  /** Of 8 bits; its target is not rounded. */
  song: TrainingPair;
}

/** Rounded as a raw unsigned 8-bit file keeps it. */
function asRaw8(samples: Float32Array): Float32Array {
  const bytes = SAMPLE_CODECS['8'].encode(monoAudio(samples, sampleRate).channels[0]);
  return SAMPLE_CODECS['8'].decode(bytes, 0, bytes.length);
}

const through = (system: Iir, audio: Float32Array) => Float32Array.from(filter(system, audio));

function noise(system: Iir, seconds: number, seed: number): TrainingPair {
  const audio = asRaw8(whiteNoise(seconds * sampleRate, seededRandom(seed)).map((value) => 0.9 * value));
  return { audio, target: asRaw8(through(system, audio)), controls: [] };
}

/** In bands of a third of an octave from the cut-off up to what is heard. */
const aboveCutoff = ({ cutoff, song }: Data, output: Float32Array) => {
  const [wanted, found] = [song.target, output].map((samples) =>
    bandPowers(samples, sampleRate, cutoff * 2 ** (1 / 3), audibleHz),
  );
  return bandDifferences(wanted, found);
};

/** @param late samples by which the output is late, as that of a network that looks ahead */
function outcome(title: string, data: Data, output: Float32Array, seconds: number, late = 0): Outcome {
  const length = data.song.target.length - late;
  const [target, heard] = [data.song.target.subarray(0, length), output.subarray(late)];
  const differences = aboveCutoff({ ...data, song: { ...data.song, target } }, heard);
  return {
    figures: {
      ...timeFigures(target, heard),
      errorDb: 10 * Math.log10(esr(target, heard)),
      noiseDb: largest(differences),
      seconds,
    },
    pictures: [
      spectrumChart(`${title}: level over the true filter’s on the song, above the cut-off`, 'dB', [
        { name: title, ink: 'output', points: differences },
      ]),
      overlay(title, target, heard, sampleRate, sampleRate, sampleRate + 882),
      spectrogramFigure(`${title}: the song through the network`, heard, sampleRate),
    ],
    audio: [{ name: title, samples: heard.subarray(0, heardSamples), sampleRate }],
  };
}

const chunkSize = 9;

/** Six layers of 32 tanh units from nine samples to nine: tensors of [chunks][9]. */
const chunked: Experiment<Data> = {
  id: 'chunked',
  group: 'As published',
  title: '6 layers of 32 units, 9 samples in, 9 out, 32 epochs',
  kind: 'published',
  async run(data, { quick, epochs }) {
    tf.env().set('PROD', true);
    await tf.setBackend('cpu');
    const model = tf.sequential();
    for (let i = 0; i < 6; i++) {
      const kernelInitializer = tf.initializers.glorotUniform({ seed: i + 1 });
      const inputShape = i === 0 ? [chunkSize] : undefined;
      model.add(tf.layers.dense({ units: 32, activation: 'tanh', inputShape, kernelInitializer }));
    }
    model.add(tf.layers.dense({ units: chunkSize, kernelInitializer: tf.initializers.glorotUniform({ seed: 7 }) }));
    model.compile({ optimizer: tf.train.adam(1e-3), loss: 'meanSquaredError' });
    const seconds = quick ? 0.5 : 4;
    const chunks = (samples: Float32Array) => {
      const count = Math.floor(samples.length / chunkSize);
      return tf.tensor2d(samples.subarray(0, count * chunkSize), [count, chunkSize]);
    };
    const length = seconds * sampleRate;
    const [x, y] = [data.training.audio, data.training.target].map((samples) => chunks(samples.subarray(0, length)));
    const start = performance.now();
    await model.fit(x, y, { batchSize: 999, epochs: epochs(32), shuffle: false, verbose: 0 });
    const taken = (performance.now() - start) / 1000;
    const song = chunks(data.song.audio);
    const played = model.predict(song) as tf.Tensor;
    const output = new Float32Array(data.song.audio.length);
    output.set((await played.data()) as Float32Array);
    tf.dispose([x, y, song, played]);
    model.dispose();
    return outcome('Chunks of nine', data, output, taken);
  },
};

const inSequence = {
  sampleRate,
  segmentSamples: sampleRate,
  fromRest: false,
  warmupSamples: 1024,
  batch: 32,
  tbpttSamples: 4096,
  schedule: 'cosine',
  clip: 1,
} satisfies Partial<Lesson>;

const ahead = 4;

/** What the source wished for: one sample at a time, with four neighbours on each side. */
const sliding: Experiment<Data> = {
  id: 'sliding',
  group: 'As the source wished',
  title: 'fnn:6x32@9, one sample at a time, four neighbours on each side',
  kind: 'published',
  async run(data, { epochs }) {
    const late = ({ audio, target }: TrainingPair): TrainingPair => {
      const delayed = new Float32Array(target.length);
      delayed.set(target.subarray(0, -ahead), ahead);
      return { audio, target: delayed, controls: [] };
    };
    const run = await learn({
      ...inSequence,
      network: 'fnn:6x32@9',
      training: [late(data.training)],
      validation: [late(data.validation)],
      epochs: epochs(32),
      learningRate: 1e-3,
    });
    return outcome('A window of nine', data, await run.model.process(data.song.audio), run.seconds, ahead);
  },
};

/** Long enough for the filter’s answer to fall by 100 dB. */
const windowFor = (cutoff: number) =>
  Math.min(2048, Math.max(64, 2 ** Math.ceil(Math.log2((2.6 * sampleRate) / cutoff))));

function wide(id: string, title: string, isIdentified: boolean): Experiment<Data> {
  return {
    id,
    group: 'The better way: a window as wide as the filter’s memory',
    title,
    kind: 'ours',
    async run(data, { epochs }) {
      const window = windowFor(data.cutoff);
      const [layers, units] = [1, 16];
      const network = `fnn:${layers}x${units}@${window}${isIdentified ? '' : '/gelu'}`;
      const lesson: Lesson = {
        ...inSequence,
        network,
        training: [data.training],
        validation: [data.validation],
        optimiser: 'soap',
      };
      const start = performance.now();
      const run = isIdentified
        ? await learn({
            ...lesson,
            initialWeights: windowWeights(startingWeights(lesson), answerOf(data.training, window), layers, units),
            epochs: epochs(8),
            learningRate: 1e-4,
          })
        : await learn({ ...lesson, epochs: epochs(60), learningRate: 0.01, finalLearningRate: 1e-3 });
      const taken = (performance.now() - start) / 1000;
      const result = outcome(title, data, await run.model.process(data.song.audio), taken);
      const note = isIdentified
        ? `A window of ${window} samples. The filter’s answer is found by classical means and written into one unit of each layer; training goes on from there.`
        : `A window of ${window} samples, all learnt.`;
      return { ...result, figures: { ...result.figures, realTime: await timesRealTime(run.model, sampleRate) }, note };
    },
  };
}

/** The answer to an impulse of the linear system that fits the recording. */
function answerOf(recording: TrainingPair, length: number): Float64Array {
  const impulse = new Float64Array(length);
  impulse[0] = 1;
  return simulate(identify([recording], 2), impulse);
}

/** Of the song, for the players and the listening test. */
const heardSamples = 6 * sampleRate;

export const study: Study<Data> = {
  title: 'A feed-forward network as a low-pass filter',
  source: 'neural_filter, a public repository',
  about: ({ cutoff, seconds, song }) => [
    `A dense network is to be a low-pass filter at ${cutoff} Hz, learnt from ${seconds} s of noise and the same through the filter, both raw PCM of 8 bits; then it plays ${song ? 'a song' : 'a synthesised guitar in place of a song'}. The source cuts signals into chunks of nine samples and maps each to nine; what it gives is, in its author’s words, like adding noise.`,
    'The filter is taken to be a Butterworth low-pass of second order at 44.1 kHz. Errors are against the filter’s output before it is rounded to 8 bits.',
  ],
  options: {
    cutoff: { argument: 'Hz', help: 'of the filter; the source has 600 and 2000', default: '600' },
    song: {
      argument: 'file',
      help: 'a WAV file, or raw unsigned 8-bit PCM; without one a synthesised guitar stands in',
    },
    seconds: { argument: 's', help: 'of noise to learn from', default: '20' },
  },
  async prepare({ cutoff, song, seconds }, quick) {
    const hz = numberGiven('cutoff', cutoff, [60, 10000], ' Hz');
    const asked = numberGiven('seconds', seconds, [1, 3600], ' s');
    const length = quick ? 2 : asked;
    const system = ofBiquad(lowPass(hz, Math.SQRT1_2, sampleRate));
    const rawRate = song?.toLowerCase().endsWith('.raw') ? sampleRate : undefined;
    const played = song
      ? (await readGiven(song, 2, { sampleRate, rawRate })).samples
      : synthesiseGuitar({ seconds: quick ? 3 : 8, sampleRate, seed: 4 });
    const audio = asRaw8(played.subarray(0, 20 * sampleRate));
    return {
      cutoff: hz,
      training: noise(system, length, 1),
      validation: noise(system, length / 4, 2),
      song: { audio, target: through(system, audio), controls: [] },
    };
  },
  truth: ({ song }) => ({
    name: 'song',
    sampleRate,
    reference: song.target.subarray(0, heardSamples),
    anchor: song.audio.subarray(0, heardSamples),
  }),
  experiments: [
    chunked,
    sliding,
    wide('wide', 'one layer of 16 GELU units, from random weights', false),
    wide('wide-identified', 'one layer of 16 tanh units, from the identified answer', true),
  ],
  goals: [
    {
      text: 'The song differs from the true low-pass by less than -40 dB',
      experiments: ['wide', 'wide-identified'],
      figure: 'errorDb',
      below: -40,
    },
    {
      text: 'No audible noise, from the identified answer: above the cut-off, up to 16 kHz, within 3 dB of the true filter’s',
      experiments: ['wide-identified'],
      figure: 'noiseDb',
      below: 3,
    },
    {
      text: 'and from random weights',
      experiments: ['wide'],
      figure: 'noiseDb',
      below: 3,
    },
  ],
};
