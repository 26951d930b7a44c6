// Generating impulse responses with an LSTM.
import type { NativeModel } from '@tonewright/addon';
import { monoAudio } from '../../audio/channels.js';
import { identify } from '../../linear/identify.js';
import { recurrentLayers, recurrentWeights } from '../../linear/recurrentWeights.js';
import { esr, mse } from '../../metrics/errors.js';
import { compareRooms, fitRoom, renderRoom } from '../../room/index.js';
import { type Learnt, type Lesson, learn, modelOf, toContinue } from '../learn.js';
import { learningCurve, overlay, spectrogramFigure, spectrumChart } from '../pictures.js';
import type { Experiment, Figures, Outcome, Signal, Study } from '../study.js';
import { trainWithAuxiliary } from './auxiliary.js';
import { at, head, normalised, readSignal, sine, standInNote, standInRoom } from './signals.js';

interface Data {
  /** The whole room, at the recording’s rate. */
  room: Signal;
  sine: Signal;
  room1024: Signal;
  room5512: Signal;
  note: Signal;
}

type Name = Exclude<keyof Data, 'room'>;

const network = 'lstm:64';

interface Setting {
  epochs: number;
  /** 0: the whole signal. */
  tbptt?: number;
  lesson?: Partial<Lesson>;
}

/** Weights of the least loss, and what they give of the signal, each sample from the true one before. */
async function learnTo(
  signal: Signal,
  { epochs, tbptt = 0, lesson = {} }: Setting,
): Promise<Learnt & { output: Float32Array }> {
  const pair = toContinue(signal.samples);
  const tbpttSamples = Math.min(pair.audio.length, tbptt || pair.audio.length);
  const learnt = await learn({
    network,
    sampleRate: signal.sampleRate,
    training: [pair],
    epochs,
    tbpttSamples,
    ...lesson,
  });
  return { ...learnt, output: await learnt.model.process(pair.audio) };
}

/** Free running from the first sample. */
async function runFree(model: NativeModel, { samples }: Signal): Promise<Float32Array> {
  const output = new Float32Array(samples.length);
  output[0] = samples[0];
  output.set(await model.generate(samples.subarray(0, 1), samples.length - 1), 1);
  return output;
}

/** Played with the state set back at every border between sub-sequences, as it was trained. */
async function playedFromRest(model: NativeModel, audio: Float32Array, length: number): Promise<Float32Array> {
  const output = new Float32Array(audio.length);
  for (let start = 0; start < audio.length; start += length)
    output.set(await model.process(audio.slice(start, start + length)), start);
  return output;
}

/** Mean squared error of the first eight samples behind each border over that elsewhere. */
function errorAtBorders(target: Float32Array, output: Float32Array, length: number): number {
  const sums = [0, 0];
  const counts = [0, 0];
  for (let n = length; n < target.length; n++) {
    const near = n % length < 8 ? 0 : 1;
    sums[near] += (target[n] - output[n]) ** 2;
    counts[near]++;
  }
  return sums[0] / counts[0] / (sums[1] / counts[1]);
}

/** What a network gives of a signal's samples from the second on, and running free. */
interface Played {
  output: Float32Array;
  free: Float32Array;
  seconds: number;
}

function outcome(title: string, { samples, sampleRate }: Signal, { output, free, seconds }: Played): Outcome {
  const target = samples.subarray(1);
  return {
    figures: { mse: mse(target, output), esr: esr(target, output), freeMse: mse(samples, free), seconds },
    pictures: [
      overlay(`${title}: each sample from the true one before`, target, output, sampleRate, 0, 512),
      overlay(`${title}: running free from the first sample`, samples, free, sampleRate, 0, 512),
    ],
  };
}

async function outcomeOf(title: string, signal: Signal, run: Learnt & { output: Float32Array }): Promise<Outcome> {
  const { pictures, ...rest } = outcome(title, signal, { ...run, free: await runFree(run.model, signal) });
  return { ...rest, pictures: [...pictures!, learningCurve(title, [{ name: 'ESR', history: run.history }])] };
}

interface Row {
  id: string;
  title: string;
  signal: Name;
  setting: Setting;
  published?: Figures;
  long?: boolean;
}

function experiment(group: string, kind: Experiment<Data>['kind'], row: Row): Experiment<Data> {
  const { id, title, signal, setting, published, long } = row;
  return {
    id,
    group,
    title,
    kind,
    published,
    long,
    async run(data, { epochs }) {
      const run = await learnTo(data[signal], { ...setting, epochs: epochs(setting.epochs) });
      return outcomeOf(title, data[signal], run);
    },
  };
}

const minutes = (text: string) => text.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);

const teacherForced: Row[] = [
  {
    id: 'sine',
    title: 'sine, 44100 Hz, 100 epochs',
    signal: 'sine',
    setting: { epochs: 100 },
    published: { mse: 8.52e-4 },
  },
  ...(
    [
      ['room1024', 1024, 100, 5.13e-3, '3:22'],
      ['room1024', 1024, 500, 9.882e-4, '15:33'],
      ['room5512', 5512, 100, 4.183e-3, '11:09'],
      ['room5512', 5512, 500, 3.551e-3, '1:06:12'],
    ] as const
  ).map(([signal, rate, epochs, error, time]) => ({
    id: `room-${rate}-${epochs}`,
    title: `room, ${rate} Hz, ${epochs} epochs`,
    signal,
    setting: { epochs },
    published: { mse: error, seconds: minutes(time) },
    long: epochs > 100,
  })),
];

const truncated: Row[] = [
  ...(
    [
      ['room1024', 1024, 16, 1.601e-3, '3:44'],
      ['room1024', 1024, 64, 1.111e-3, '3:12'],
      ['room1024', 1024, 128, 2.074e-3, '3:07'],
      ['room1024', 1024, 512, 5.131e-3, '3:14'],
      ['room5512', 5512, 128, 2.299e-3, '10:18'],
      ['room5512', 5512, 512, 3.386e-3, '16:53'],
      ['room5512', 5512, 1024, 4.405e-3, '17:11'],
      ['room5512', 5512, 2756, 6.036e-3, '21:14'],
    ] as const
  ).map(([signal, rate, tbptt, error, time]) => ({
    id: `room-${rate}-tbptt-${tbptt}`,
    title: `room, ${rate} Hz, sub-sequences of ${tbptt}`,
    signal,
    setting: { epochs: 100, tbptt },
    published: { mse: error, seconds: minutes(time) },
  })),
  {
    id: 'note',
    title: 'vibraphone, sub-sequences of 512',
    signal: 'note',
    setting: { epochs: 100, tbptt: 512 },
    published: { mse: 6.2154e-5, freeMse: 5.576e-3 },
  },
];

/**
 * SOAP over the whole signal at once, with gates that remember for as long: an exact gradient, of which it makes more than
 * Adam of many short ones.
 */
const better = (memory: number): Partial<Lesson> => ({
  optimiser: 'soap',
  learningRate: 0.01,
  schedule: 'cosine',
  clip: 1,
  longestMemorySamples: memory,
});

const ours: Row[] = [
  { id: 'sine-ours', title: 'sine, 44100 Hz', signal: 'sine', setting: { epochs: 100, lesson: better(512) } },
  { id: 'room-1024-ours', title: 'room, 1024 Hz', signal: 'room1024', setting: { epochs: 500, lesson: better(512) } },
  {
    id: 'room-5512-ours',
    title: 'room, 5512 Hz',
    signal: 'room5512',
    setting: { epochs: 300, lesson: { ...better(2756), learningRate: 0.03 } },
  },
  {
    id: 'note-ours',
    title: 'vibraphone',
    signal: 'note',
    setting: { epochs: 20, tbptt: 64, lesson: { learningRate: 0.01, schedule: 'cosine', clip: 1 } },
  },
];

/** Fed with its own output from the first epoch to the last: with the source’s settings it ends up at a constant. */
const alone: Row = {
  id: 'sine-alone',
  title: 'sine, 44100 Hz, fed with its own output, 100 epochs',
  signal: 'sine',
  setting: { epochs: 100, lesson: { feedback: { first: 1, last: 1 } } },
};

/** Weaned: at first all inputs are the true ones, in the end all its own. */
const weaned = (signal: Name, title: string, epochs: number, memory: number): Row => ({
  id: `${signal}-weaned`,
  title,
  signal,
  setting: { epochs, lesson: { ...better(memory), feedback: { first: 0, last: 1 } } },
});

const resetLength = 128;

const reset: Experiment<Data> = {
  id: 'room-5512-reset',
  group: 'Teacher forcing, truncated, state set back',
  title: `room, 5512 Hz, sub-sequences of ${resetLength}, each from rest`,
  kind: 'published',
  async run({ room5512 }, { epochs }) {
    const run = await learnTo(room5512, {
      epochs: epochs(300),
      tbptt: resetLength,
      lesson: { segmentSamples: resetLength, learningRate: 0.01, schedule: 'cosine', clip: 1 },
    });
    const pair = toContinue(room5512.samples);
    const output = await playedFromRest(run.model, pair.audio, resetLength);
    const title = 'State set back at every border';
    const result = await outcomeOf(title, room5512, { ...run, output });
    const borders = errorAtBorders(pair.target, output, resetLength);
    return { ...result, figures: { ...result.figures, borders } };
  },
};

const helped: Experiment<Data> = {
  id: 'sine-auxiliary',
  group: 'Auxiliary reconstruction loss',
  title: 'sine, 44100 Hz, 4096 samples, 100 epochs of L_aux and 100 of both',
  kind: 'published',
  long: true,
  async run(_, { epochs }) {
    const signal = sine(4096, 44100);
    const start = performance.now();
    const run = trainWithAuxiliary(signal.samples, {
      units: 64,
      auxiliaryUnits: 16,
      segment: 128,
      pretraining: epochs(100),
      joint: epochs(100),
      learningRate: 1e-3,
      seed: 1,
    });
    return {
      ...outcome('Auxiliary loss', signal, { ...run, seconds: (performance.now() - start) / 1000 }),
      note: 'In plain double precision, since the kernels of the trainer cannot start a network from another’s state. The smaller first layer of the auxiliary network takes the state of the first 16 units.',
    };
  },
};

/** A note is a sum of partials that die away: a linear system whose answer to one sample it is. */
const struck: Experiment<Data> = {
  id: 'note-identified',
  group: 'Running free',
  title: 'vibraphone, iir:24, identified, from an impulse',
  kind: 'ours',
  async run({ note }) {
    const { samples, sampleRate } = note;
    const start = performance.now();
    const audio = new Float32Array(samples.length);
    audio[0] = 1;
    const system = identify([{ audio, target: samples }], 24);
    const model = modelOf(recurrentLayers(system.b.length), recurrentWeights(system), sampleRate);
    const seconds = (performance.now() - start) / 1000;
    const output = await model.process(audio);
    const title = 'The note from an impulse';
    return {
      figures: { freeMse: mse(samples, output), seconds },
      pictures: [overlay(title, samples, output, sampleRate, 0, 882)],
      audio: [
        { name: 'note', samples, sampleRate },
        { name: 'iir:24', samples: output, sampleRate },
      ],
      note: 'Found by classical means (Steiglitz and McBride 1965), then played by a recurrent layer; no network learnt it.',
    };
  },
};

/** The product’s way to a room, at its full rate (docs/rooms.md). */
const generated: Experiment<Data> = {
  id: 'room-generator',
  group: 'A room, full band, running free',
  title: 'a document of arrivals and decays, rendered (tonewright ir)',
  kind: 'ours',
  async run({ room }) {
    const { samples, sampleRate } = room;
    const start = performance.now();
    const document = fitRoom(monoAudio(samples, sampleRate));
    const rendered = await renderRoom(document, { sampleRate });
    const seconds = (performance.now() - start) / 1000;
    const output = rendered.channels[0];
    const { bands, curve } = compareRooms(room, { samples: output, sampleRate });
    const shares = bands.map(
      ({ referenceSeconds, allowedSeconds, seconds = Number.POSITIVE_INFINITY }) =>
        Math.abs(seconds - referenceSeconds) / allowedSeconds,
    );
    return {
      figures: { rt60Share: Math.max(...shares), decayDb: curve.worstDb, seconds },
      pictures: [
        spectrumChart('RT60 by octave bands', 's', [
          { name: 'recording', ink: 'target', points: bands.map((band) => [band.centreHz, band.referenceSeconds]) },
          {
            name: 'rendered',
            ink: 'output',
            dashed: true,
            points: bands.map((band) => [band.centreHz, band.seconds ?? 0]),
          },
        ]),
        spectrogramFigure('The recording', samples, sampleRate),
        spectrogramFigure('Rendered', output, sampleRate),
      ],
      audio: [
        { name: 'recording', samples, sampleRate },
        { name: 'rendered', samples: output, sampleRate },
      ],
      note: `RT60 in ${bands.length} octave bands. Decays are found by classical means (maximum likelihood on the energies); reflections’ filters, corrections and colour are learnt by least squares and by rounds of rendering and comparing. There is no neural network in it; the networks above play rooms at 1024 Hz.`,
    };
  },
};

/** Of a room or a note; the source has 0.5 s. */
const LEAST_SECONDS = 0.2;

export const study: Study<Data> = {
  title: 'Generating impulse responses with an LSTM',
  source: 'K. Sali and A. Lerch, Georgia Institute of Technology',
  about: ({ room, note }) => [
    'One LSTM of 64 units learns one signal by heart: from each sample the next. Fed with its own output it is to play the signal alone, which the source’s could not for longer than 200 samples of a room; it names scheduled sampling as the next step.',
    'MSE is of signals with a peak of 1, so it depends on the signal’s power, and the source’s room is not the one here: rows of rooms can be compared by their course, not digit by digit. ESR is the error over the power.',
    ...(room && note
      ? []
      : [
          `In place of ${[room ? '' : 'a room', note ? '' : 'a vibraphone'].filter(Boolean).join(' and ')}, made-up signals stand in.`,
        ]),
  ],
  options: {
    room: { argument: 'wav', help: 'a room response; without one a made-up room stands in' },
    note: { argument: 'wav', help: 'a struck note; without one a made-up bar stands in' },
  },
  async prepare({ room, note }) {
    const whole = room ? await readSignal(room, LEAST_SECONDS) : standInRoom();
    const hall = head(whole, 0.5);
    const struck = head(note ? await readSignal(note, LEAST_SECONDS) : standInNote(), 0.5);
    return {
      room: whole,
      sine: sine(1024, 44100),
      room1024: await at(hall, 1024),
      room5512: await at(hall, 5512),
      note: { ...struck, samples: normalised(struck.samples) },
    };
  },
  experiments: [
    ...teacherForced.map((row) => experiment('Teacher forcing, the whole signal', 'published', row)),
    ...truncated.map((row) => experiment('Teacher forcing, truncated, with carried state', 'published', row)),
    reset,
    helped,
    experiment('Running free', 'published', alone),
    ...ours.map((row) => experiment('The same network, trained better', 'ours', row)),
    experiment('Running free', 'ours', weaned('sine', 'sine, 44100 Hz, weaned from the true samples', 300, 512)),
    experiment('Running free', 'ours', weaned('room1024', 'room, 1024 Hz, weaned', 1000, 512)),
    struck,
    generated,
  ],
  goals: [
    {
      text: 'Free-running room response, full band: RT60 of every octave within 5 % or 50 ms (1 is all that is allowed)',
      experiments: ['room-generator'],
      figure: 'rt60Share',
      below: 1,
    },
    {
      text: 'and its energy-decay curve within 1.5 dB down to -40 dB',
      experiments: ['room-generator'],
      figure: 'decayDb',
      below: 1.5,
    },
    { text: 'Sine: below 8.52e-4', experiments: ['sine-ours'], figure: 'mse', below: 8.52e-4 },
    {
      text: 'Room at 1024 Hz: below 9.882e-4, the best of the source',
      experiments: ['room-1024-ours'],
      figure: 'mse',
      below: 9.882e-4,
    },
    {
      text: 'in less than its 3:07 minutes, the shortest',
      experiments: ['room-1024-ours'],
      figure: 'seconds',
      below: 187,
    },
    {
      text: 'Room at 5512 Hz: below 2.299e-3, the best of the source',
      experiments: ['room-5512-ours'],
      figure: 'mse',
      below: 2.299e-3,
    },
    {
      text: 'in less than its 10:18 minutes, the shortest',
      experiments: ['room-5512-ours'],
      figure: 'seconds',
      below: 618,
    },
    { text: 'Vibraphone, prediction: below 6.2154e-5', experiments: ['note-ours'], figure: 'mse', below: 6.2154e-5 },
    {
      text: 'Vibraphone, running free: below 5.576e-3',
      experiments: ['note-identified'],
      figure: 'freeMse',
      below: 5.576e-3,
    },
    {
      text: 'A room’s response by a network that runs free from one sample, at 1024 Hz: below 9.882e-4',
      experiments: ['room1024-weaned'],
      figure: 'freeMse',
      below: 9.882e-4,
    },
  ],
};
