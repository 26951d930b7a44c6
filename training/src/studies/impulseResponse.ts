// Generating impulse responses with an LSTM.
import type { NativeModel } from '@tonewright/addon';
import { monoAudio, toMono } from '../audio/channels.js';
import { seededRandom } from '../audio/random.js';
import { resample } from '../audio/resample.js';
import { readWav } from '../audio/wav.js';
import { esr, mse } from '../metrics/errors.js';
import { type Learnt, type Lesson, learn, toContinue } from './learn.js';
import { learningCurve, overlay } from './pictures.js';
import type { Experiment, Figures, Outcome, Study } from './study.js';

interface Signal {
  samples: Float32Array;
  sampleRate: number;
}

interface Data {
  sine: Signal;
  room1024: Signal;
  room5512: Signal;
  note: Signal;
}

type Name = keyof Data;

const network = 'lstm:64';

/** To a peak of 1. */
function normalised(samples: Float32Array): Float32Array {
  const peak = samples.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-12);
  return samples.map((value) => value / peak);
}

const sine = (length: number, sampleRate: number): Signal => ({
  samples: Float32Array.from({ length }, (_, n) => Math.sin((2 * Math.PI * 440 * n) / sampleRate)),
  sampleRate,
});

async function readSignal(path: string): Promise<Signal> {
  const audio = await readWav(path);
  return { samples: toMono(audio), sampleRate: audio.sampleRate };
}

/** A room that nobody built: early reflections and a tail of noise that falls by 60 dB in 0.4 s. */
function standInRoom(): Signal {
  const [sampleRate, random] = [44100, seededRandom(3)];
  const samples = Float32Array.from({ length: sampleRate / 2 }, (_, n) => {
    const tail = 0.25 * (2 * random() - 1) * 10 ** ((-3 * n) / (0.4 * sampleRate));
    return n === 0 ? 1 : n % 331 === 0 ? tail + 0.6 / (1 + n / 700) : tail;
  });
  return { samples, sampleRate };
}

/** A struck bar: the partials of a vibraphone’s C6, the higher the sooner gone. */
function standInNote(): Signal {
  const sampleRate = 44100;
  const partials = [
    [1046.5, 1, 1.6],
    [4186, 0.3, 0.25],
    [10400, 0.12, 0.06],
  ];
  const samples = Float32Array.from({ length: sampleRate }, (_, n) =>
    partials.reduce(
      (sum, [hz, level, seconds]) =>
        sum + level * Math.sin((2 * Math.PI * hz * n) / sampleRate) * 10 ** ((-3 * n) / (seconds * sampleRate)),
      0,
    ),
  );
  return { samples, sampleRate };
}

/** From where it begins, `seconds` of it. */
function head({ samples, sampleRate }: Signal, seconds: number): Signal {
  const level = 0.02 * samples.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
  const start = Math.max(
    0,
    samples.findIndex((value) => Math.abs(value) > level),
  );
  return { samples: samples.subarray(start, start + Math.round(seconds * sampleRate)), sampleRate };
}

async function at(signal: Signal, sampleRate: number): Promise<Signal> {
  const { channels } = await resample(monoAudio(signal.samples, signal.sampleRate), sampleRate);
  return { samples: normalised(channels[0].subarray(0, Math.floor(sampleRate / 2))), sampleRate };
}

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

async function outcome(title: string, signal: Signal, run: Learnt & { output: Float32Array }): Promise<Outcome> {
  const target = signal.samples.subarray(1);
  const free = await runFree(run.model, signal);
  return {
    figures: {
      mse: mse(target, run.output),
      esr: esr(target, run.output),
      freeMse: mse(signal.samples, free),
      seconds: run.seconds,
    },
    pictures: [
      overlay(`${title}: each sample from the true one before`, target, run.output, signal.sampleRate, 0, 512),
      overlay(`${title}: running free from the first sample`, signal.samples, free, signal.sampleRate, 0, 512),
      learningCurve(title, [{ name: 'ESR', history: run.history }]),
    ],
  };
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
      return outcome(title, data[signal], run);
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

/** Short chunks make many updates of an epoch; the rate falls as they near the end. */
const better: Partial<Lesson> = { learningRate: 0.01, schedule: 'cosine', clip: 1 };

/** The same epochs, or fewer, for every row of the source's table. */
const ours: Row[] = [
  {
    id: 'sine-ours',
    title: 'sine, 44100 Hz',
    signal: 'sine' as const,
    setting: { epochs: 100, tbptt: 64, lesson: better },
  },
  {
    id: 'room-1024-ours',
    title: 'room, 1024 Hz',
    signal: 'room1024' as const,
    setting: { epochs: 100, tbptt: 16, lesson: better },
  },
  {
    id: 'room-5512-ours',
    title: 'room, 5512 Hz',
    signal: 'room5512' as const,
    setting: { epochs: 100, tbptt: 32, lesson: better },
  },
  { id: 'note-ours', title: 'vibraphone', signal: 'note' as const, setting: { epochs: 20, tbptt: 64, lesson: better } },
];

export const study: Study<Data> = {
  title: 'Generating impulse responses with an LSTM',
  source: 'K. Sali and A. Lerch, Georgia Institute of Technology',
  about: [
    'One LSTM of 64 units learns one signal by heart: from each sample the next. Fed with its own output it is to play the signal alone.',
  ],
  options: {
    room: { argument: 'wav', help: 'a room response; without one a made-up room stands in' },
    note: { argument: 'wav', help: 'a struck note; without one a made-up bar stands in' },
  },
  async prepare({ room, note }) {
    const hall = head(room ? await readSignal(room) : standInRoom(), 0.5);
    const struck = head(note ? await readSignal(note) : standInNote(), 0.5);
    return {
      sine: sine(1024, 44100),
      room1024: await at(hall, 1024),
      room5512: await at(hall, 5512),
      note: { ...struck, samples: normalised(struck.samples) },
    };
  },
  experiments: [
    ...teacherForced.map((row) => experiment('Teacher forcing, the whole signal', 'published', row)),
    ...truncated.map((row) => experiment('Teacher forcing, truncated, with carried state', 'published', row)),
    ...ours.map((row) => experiment('The same network, trained better', 'ours', row)),
  ],
  goals: [],
};
