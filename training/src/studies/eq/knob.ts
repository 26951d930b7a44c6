/** One network for all cut-offs: the cut-off is its second input. */
import type { TrainingPair } from '@tonewright/addon';
import { identifyPoles } from '../../linear/identify.js';
import { readArchitecture } from '../../model/architecture.js';
import { type Lesson, learn, modelOf } from '../learn.js';
import { timesRealTime } from '../measure.js';
import { spectrumChart } from '../pictures.js';
import type { Experiment, Figures, Outcome } from '../study.js';
import { curveOf, figuresOf, type Played } from './outcome.js';
import { cutoffAt, type Data, equaliser, inSequence, knobRange, programme, sampleRate, through } from './signals.js';
import { network, weightsFor } from './tunableHighPass.js';

/** Seen in training, evenly over the knob’s way; and between them. */
const seen = Array.from({ length: 17 }, (_, i) => i / 16);
const unseen = [0.03, 0.16, 0.34, 0.47, 0.66, 0.84, 0.97];

const atSetting = (position: number, seconds: number, seed: number) =>
  through(equaliser(cutoffAt(position)), programme(seconds, seed), [position]);

/** One for each cut-off. */
const recordings = (seconds: number): TrainingPair[] =>
  seen.map((position, i) => atSetting(position, seconds / 5, 100 + i));

/** At the settings that it never saw. */
async function knobOutcome(title: string, run: Played, voice: Float32Array): Promise<Outcome> {
  const settings = await Promise.all(
    unseen.map(async (position) => ({
      position,
      ...(await figuresOf(
        run.model,
        atSetting(position, 3, 300),
        through(equaliser(cutoffAt(position)), voice, [position]),
      )),
    })),
  );
  const worst = (pick: (figures: Figures) => number) => Math.max(...settings.map(({ figures }) => pick(figures)));
  const inks = ['output', 'target', 'error', 'quiet'] as const;
  return {
    figures: {
      mse: worst(({ mse }) => mse!),
      esr: worst(({ esr }) => esr!),
      mseOther: worst(({ mseOther }) => mseOther!),
      spectrumDb: worst(({ spectrumDb }) => spectrumDb!),
      bits12: Math.min(...settings.map(({ figures }) => figures.bits12!)),
      realTime: await timesRealTime(run.model, sampleRate),
      seconds: run.seconds,
    },
    pictures: [
      spectrumChart(
        `${title}: level over the true EQ’s on the voice, at cut-offs that were not in the training`,
        'dB',
        settings.map(({ position, differences }, i) => ({
          name: `${cutoffAt(position).toFixed(0)} Hz`,
          ink: inks[i % inks.length],
          dashed: i >= inks.length,
          points: differences,
        })),
      ),
      ...curveOf(title, run),
    ],
  };
}

const group = `The better way: the cut-off as a knob, ${knobRange.low} Hz to ${knobRange.high / 1000} kHz`;

export const learntKnob: Experiment<Data> = {
  id: 'knob-learnt',
  group,
  title: 'gru:24, from random weights',
  kind: 'ours',
  async run(data, { epochs }) {
    const lesson: Lesson = {
      ...inSequence,
      training: recordings(data.seconds),
      validation: [0.12, 0.41, 0.72, 0.91].map((position, i) => atSetting(position, data.seconds / 8, 200 + i)),
      network: 'gru:24',
      warmupSamples: 2048,
      tbpttSamples: 1024,
      clip: 1,
      longestMemorySamples: 1000,
      optimiser: 'soap',
      learningRate: 0.01,
      epochs: epochs(60),
    };
    return knobOutcome('gru:24', await learn(lesson), data.voice.audio);
  },
};

export const identifiedKnob: Experiment<Data> = {
  id: 'knob',
  group,
  title: `gru:4, gru:5 and gru:4, identified at ${seen.length} settings`,
  kind: 'ours',
  async run(data) {
    const start = performance.now();
    const settings = recordings(data.seconds).map((pair) => ({
      position: pair.controls[0],
      pole: identifyPoles([pair], 2)[0],
    }));
    const model = modelOf(readArchitecture(network, 2).layers, weightsFor(settings), sampleRate);
    const seconds = (performance.now() - start) / 1000;
    return {
      ...(await knobOutcome('Identified', { model, seconds, history: [] }, data.voice.audio)),
      note: `Figures of both are of the worst of ${unseen.length} cut-offs between those of the recordings, ${unseen
        .map((position) => cutoffAt(position).toFixed(0))
        .join(
          ', ',
        )} Hz. The poles are found in the recordings by classical means and the gates fitted to them by least squares: no network learnt this, and training on did not better it.`,
    };
  },
};
