// A distortion pedal as a GRU on a pedal.
import type { TrainingPair } from '@tonewright/addon';
import { synthesiseGuitar } from '../../audio/guitar.js';
import { findDevice } from '../../devices/devices.js';
import { UserError } from '../../errors.js';
import { boards } from '../../firmware/boards.js';
import { fitOf } from '../../firmware/fitting.js';
import { preEmphasisedEsr } from '../../metrics/errors.js';
import { alignPair, parseDelay, splitPairs, trainingPairs } from '../../trainer/dataset.js';
import { readPair } from '../../trainer/recordings.js';
import { checkHeard } from '../given.js';
import { type Lesson, learn } from '../learn.js';
import { timeFigures, timesRealTime } from '../measure.js';
import { learningCurve, overlay } from '../pictures.js';
import type { Experiment, Figures, Study } from '../study.js';

const sampleRate = 48000;

interface Data {
  training: TrainingPair[];
  validation: TrainingPair[];
  test: TrainingPair;
}

/** Without recordings: a virtual overdrive, played by a synthesised guitar. */
function standIn(quick: boolean): Data {
  const device = findDevice('overdrive');
  const play = (seconds: number, seed: number): TrainingPair => {
    const audio = synthesiseGuitar({ seconds, sampleRate, seed });
    return { audio, target: device.process(audio, sampleRate, { drive: 0.8 }), controls: [] };
  };
  const seconds = quick ? 4 : 19;
  return { training: [play(seconds, 1)], validation: [play(2, 2)], test: play(quick ? 3 : 10, 3) };
}

/** Of what the dry and the wet recording share. */
const LEAST_SECONDS = 2;

async function recorded(paths: string[], delay: string, log: (text: string) => void): Promise<Data> {
  const [lesson, test] = await Promise.all(
    [paths.slice(0, 2), paths.slice(2)].map(async ([dry, wet]) => {
      const read = await readPair(dry, wet, { sampleRate, notice: log });
      for (const samples of [read.dry, read.wet]) checkHeard(dry, { samples, sampleRate }, LEAST_SECONDS);
      const pair = alignPair(read, parseDelay(delay));
      checkHeard(`${dry} and ${wet} together`, { samples: pair.dry, sampleRate }, LEAST_SECONDS);
      return pair;
    }),
  );
  if (test.dry.length === lesson.dry.length && test.dry.every((sample, n) => sample === lesson.dry[n]))
    throw new UserError(
      `${paths[2]}: expected other playing than in ${paths[0]}, found the same. A network is tested on what it has not learnt; give another part of the recording.`,
    );
  return { ...splitPairs([lesson], 0.1), test: trainingPairs(test)[0] };
}

/** As the product trains a recurrent network when nothing is said. */
const standard: Partial<Lesson> = {
  epochs: 80,
  tbpttSamples: 512,
  segmentSamples: 2 * sampleRate,
  learningRate: 0.02,
  schedule: 'cosine',
  clip: 0.5,
  longestMemorySamples: 0.042 * sampleRate,
};

/** As published, with a batch of 48 for 50: lanes come in sixteens. */
const published: Partial<Lesson> = {
  epochs: 300,
  batch: 48,
  tbpttSamples: 1000,
  segmentSamples: sampleRate / 2,
  learningRate: 5e-4,
  loss: [
    { kind: 'esr', weight: 1 },
    { kind: 'dc', weight: 1 },
  ],
};

function experiment(
  row: Pick<Experiment<Data>, 'id' | 'group' | 'title' | 'kind' | 'published'> & {
    network: string;
    lesson: Partial<Lesson>;
  },
): Experiment<Data> {
  const { network, lesson, ...rest } = row;
  return {
    ...rest,
    async run({ training, validation, test }, { epochs }) {
      const run = await learn({
        network,
        skip: true,
        sampleRate,
        training,
        validation,
        fromRest: false,
        warmupSamples: 1000,
        preEmphasis: 0.85,
        ...lesson,
        epochs: epochs(lesson.epochs!),
      });
      const output = await run.model.process(test.audio);
      const board = boards['daisy-seed'];
      const { cost } = fitOf(network, board, 1, sampleRate);
      const figures: Figures = {
        ...timeFigures(test.target, output),
        pedalShare: cost.cyclesPerSample / board.cyclesPerSample,
        realTime: await timesRealTime(run.model, sampleRate),
        seconds: run.seconds,
      };
      const emphasised = preEmphasisedEsr(test.target, output, 0.85);
      return {
        figures,
        pictures: [
          overlay(row.title, test.target, output, sampleRate, sampleRate, sampleRate + 960),
          learningCurve(row.title, [{ name: 'validation ESR', history: run.history }]),
        ],
        audio: [
          { name: 'pedal', samples: test.target.subarray(0, heardSamples), sampleRate },
          { name: row.title, samples: output.subarray(0, heardSamples), sampleRate },
        ],
        note: `ESR with pre-emphasis ${emphasised.toPrecision(3)}.`,
      };
    },
  };
}

/** Of the test, for the players and the listening test. */
const heardSamples = 8 * sampleRate;

export const study: Study<Data> = {
  title: 'A distortion pedal as a GRU on a pedal',
  source: 'rnn-distortion-emulator, after Wright, Damskägg and Välimäki, DAFx-19',
  about: ({ input }) => [
    'A recording of a Boss DS-1 at 48 kHz is learnt by a GRU of 10 units with a path beside it, which a Daisy Seed then plays. The stored model of the peers was trained on ten times more of the same recording; its test ESR is 0.121. Of another pedal or other playing that figure says nothing.',
    `Ours learns from one ${input ? 'recording' : 'passage of a synthesised guitar through a virtual overdrive, which stands in for recordings'}, ${input ? 'the last tenth of which validates' : 'another validates'}, and is tested on another. The share of a pedal’s processor is counted for a Daisy Seed (docs/pedal.md), not measured on a board.`,
  ],
  options: {
    input: { argument: 'wav', help: 'dry recording to train on; without one a virtual overdrive stands in' },
    target: { argument: 'wav', help: 'what the pedal made of it' },
    'test-input': { argument: 'wav', help: 'another dry recording, to test on' },
    'test-target': { argument: 'wav', help: 'what the pedal made of that' },
    delay: { argument: 'samples', help: 'by which the targets are late at 48 kHz; auto finds it', default: 'auto' },
  },
  async prepare(options, quick, log) {
    const names = ['input', 'target', 'test-input', 'test-target'];
    const paths = names.flatMap((name) => options[name] ?? []);
    if (paths.length === 0) return standIn(quick);
    if (paths.length < names.length)
      throw new UserError(`Expected ${names.map((name) => `--${name}`).join(', ')} together, or none of them.`);
    return recorded(paths, options.delay ?? 'auto', log);
  },
  truth: ({ test }) => ({
    name: 'guitar',
    sampleRate,
    reference: test.target.subarray(0, heardSamples),
    anchor: test.audio.subarray(0, heardSamples),
  }),
  experiments: [
    experiment({
      id: 'gru-10-published',
      group: 'As published',
      title: 'gru:10, Adam at 5e-4, 300 epochs',
      kind: 'published',
      published: { esr: 0.121 },
      network: 'gru:10',
      lesson: published,
    }),
    experiment({
      id: 'gru-10',
      group: 'As the product trains it',
      title: 'gru:10',
      kind: 'ours',
      network: 'gru:10',
      lesson: standard,
    }),
    experiment({
      id: 'gru-24',
      group: 'As the product trains it',
      title: 'gru:24, the largest GRU for a Daisy Seed',
      kind: 'ours',
      network: 'gru:24',
      lesson: { ...standard, learningRate: 0.01 },
    }),
    experiment({
      id: 'lstm-20',
      group: 'As the product trains it',
      title: 'lstm:20, the largest LSTM for a Daisy Seed',
      kind: 'ours',
      network: 'lstm:20',
      lesson: { ...standard, epochs: 160 },
    }),
  ],
  goals: [
    {
      text: 'A GRU of 10 units: test ESR below 0.121, the peers’ on the DS-1 from ten times the recording',
      experiments: ['gru-10'],
      figure: 'esr',
      below: 0.121,
    },
    {
      text: 'Far lower with a larger network that still fits the pedal: below a tenth of 0.121',
      experiments: ['gru-24', 'lstm-20'],
      figure: 'esr',
      below: 0.0121,
    },
    {
      text: 'and takes no more than 70 % of the pedal’s processor',
      experiments: ['gru-24', 'lstm-20'],
      figure: 'pedalShare',
      below: 0.7,
    },
  ],
};
