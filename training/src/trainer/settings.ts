import type { TrainerOptions } from '@tonewright/addon';
import { UserError } from '../errors.js';
import { type BackendName, backendNames } from './backends/backend.js';

/** How a training runs: every setting has one row in `settingsTable`, from which the command line derives. */
export interface TrainingSettings
  extends Pick<
    TrainerOptions,
    | ('weightDecay' | 'schedule' | 'finalLearningRate' | 'learningRateWarmup')
    | ('clip' | 'ema' | 'loss' | 'preEmphasis' | 'patience' | 'seed' | 'threads')
  > {
  arch: string;
  optimiser: TrainerOptions['optimiser'] | 'auto';
  initialisation: NonNullable<TrainerOptions['initialisation']> | 'auto';
  backend: BackendName;
  epochs: Auto;
  minutes: number;
  batch: Auto;
  learningRate: Auto;
  /** Seconds. */
  segment: Auto;
  /** Samples. */
  warmup: Auto;
  /** Samples. */
  tbptt: Auto;
  /** Samples. */
  take: number;
  /** Seconds. */
  memory: number;
  /** Share of each recording. */
  validation: number;
}

/** A number, or the one that suits the network and the recordings (autoSettings.ts). */
export type Auto = number | 'auto';

export const lossKinds = ['esr', 'dc', 'mse', 'mae', 'mrstft'] as const;

const wrong = (text: string, expected: string) => new UserError(`Expected ${expected}, found '${text}'.`);

/** A reader of numbers in a range. @throws UserError from the reader */
export function number(low: number, high: number, integer = false) {
  return (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!(value >= low && value <= high) || (integer && !Number.isInteger(value)))
      throw wrong(text, `${integer ? 'a whole number' : 'a number'} from ${low} to ${high}`);
    return value;
  };
}

const whole = (low: number, high: number) => number(low, high, true);

const auto =
  (parse: (text: string) => number) =>
  (text: string): Auto =>
    text === 'auto' ? text : parse(text);

function oneOf<T extends string>(...choices: T[]) {
  return (text: string): T => {
    if (!choices.includes(text as T)) throw wrong(text, `one of ${choices.join(', ')}`);
    return text as T;
  };
}

/** `esr`, `esr:1,dc:0.5`: loss terms with their weights. */
export function parseLoss(text: string): TrainerOptions['loss'] {
  return text.split(',').map((term) => {
    const [kind, weight = '1'] = term.trim().split(':');
    return { kind: oneOf(...lossKinds)(kind), weight: number(0, 1e6)(weight) };
  });
}

export function parsePreEmphasis(text: string): number | 'a-weighting' {
  if (text === 'a-weighting') return text;
  return text === 'none' ? 0 : number(0, 0.999)(text);
}

interface Setting<T> {
  /** As shown in the help, behind the long flag. */
  argument: string;
  default: string;
  parse: (text: string) => T;
  help: string;
}

export const settingsTable: { [K in keyof TrainingSettings]: Setting<TrainingSettings[K]> } = {
  arch: {
    argument: 'arch',
    default: 'gru:10',
    parse: (text) => text,
    help: 'network, e.g. gru:10, lstm:16x2, tcn:8x10, wavenet:a2-lite (docs/architectures.md)',
  },
  backend: {
    argument: 'name',
    default: 'native',
    parse: oneOf(...backendNames),
    help: 'native, or tfjs: TensorFlow.js, hundreds of times slower',
  },
  epochs: { argument: 'n', default: 'auto', parse: auto(whole(1, 1e6)), help: 'passes over the training part' },
  minutes: {
    argument: 'm',
    default: '0',
    parse: number(0, 1e5),
    help: 'time limit; 0 is none. The schedule fits itself to it',
  },
  batch: {
    argument: 'n',
    default: 'auto',
    parse: auto(whole(1, 4096)),
    help: 'sequences side by side, a multiple of 16',
  },
  segment: { argument: 's', default: 'auto', parse: auto(number(0.01, 600)), help: 'seconds of audio a sequence has' },
  warmup: {
    argument: 'n',
    default: 'auto',
    parse: auto(whole(0, 1e6)),
    help: 'samples at the head of a sequence that only set the state',
  },
  tbptt: {
    argument: 'n',
    default: 'auto',
    parse: auto(whole(1, 65536)),
    help: 'samples between updates (truncated BPTT)',
  },
  take: {
    argument: 'n',
    default: '0',
    parse: whole(0, 2 ** 31 - 1),
    help: 'the recordings are joined from takes of n samples, before each of which the device was at rest; 0: one take',
  },
  optimiser: {
    argument: 'name',
    default: 'auto',
    parse: oneOf('auto', 'adam', 'adamw', 'soap'),
    help: 'adam, adamw, or soap: adamw in the eigenbases of the gradients. auto: soap for convolutional networks but cnn',
  },
  weightDecay: {
    argument: 'x',
    default: '0',
    parse: number(0, 1),
    help: 'decoupled weight decay of adamw and soap',
  },
  schedule: {
    argument: 'name',
    default: 'cosine',
    parse: oneOf('constant', 'plateau', 'cosine', 'one-cycle'),
    help: 'learning rate over time: constant, plateau, cosine or one-cycle',
  },
  learningRate: {
    argument: 'x',
    default: 'auto',
    parse: auto(number(1e-9, 1)),
    help: 'highest learning rate',
  },
  finalLearningRate: {
    argument: 'x',
    default: '0.01',
    parse: number(0, 1),
    help: 'its last value, as a share of the highest',
  },
  learningRateWarmup: {
    argument: 'x',
    default: '0',
    parse: number(0, 0.9),
    help: 'share of the run in which it rises',
  },
  clip: { argument: 'x', default: '0.5', parse: number(0, 1e6), help: 'highest norm of the gradient; 0 is none' },
  ema: {
    argument: 'x',
    default: '0',
    parse: number(0, 0.99999),
    help: 'decay of the weight average per update; 0 is none',
  },
  loss: {
    argument: 'terms',
    default: 'esr',
    parse: parseLoss,
    help: `weighted sum, e.g. esr:1,dc:0.5; terms ${lossKinds.join(', ')}`,
  },
  preEmphasis: {
    argument: 'x',
    default: '0.85',
    parse: parsePreEmphasis,
    help: 'filter before the ESR loss: coefficient of 1 - x z^-1, a-weighting or none',
  },
  initialisation: {
    argument: 'name',
    default: 'auto',
    parse: oneOf('auto', 'uniform', 'orthogonal'),
    help: 'random weights: uniform, or orthogonal: each layer passes on what comes in. auto: orthogonal for cnn',
  },
  memory: {
    argument: 's',
    default: '0.042',
    parse: number(0, 10),
    help: 'longest time constant that recurrent layers start with; 0 is random',
  },
  patience: {
    argument: 'n',
    default: '0',
    parse: whole(0, 1e6),
    help: 'stop after so many epochs without a better validation; 0 is never',
  },
  validation: {
    argument: 'share',
    default: '0.1',
    parse: number(0, 0.5),
    help: 'share at the end of each pair kept for validation',
  },
  seed: { argument: 'n', default: '1', parse: whole(0, 2 ** 32 - 1), help: 'same seed, same weights' },
  threads: { argument: 'n', default: '0', parse: whole(0, 256), help: 'worker threads; 0 is one a core' },
};

export const flagName = (key: string) => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The settings as the words of a command line that reproduces them; those at their default are left out. */
export function settingsToFlags(settings: Partial<Record<keyof TrainingSettings, string>>): string[] {
  return (Object.keys(settingsTable) as (keyof TrainingSettings)[])
    .filter((key) => settings[key] !== undefined && settings[key] !== settingsTable[key].default)
    .flatMap((key) => [flagName(key), String(settings[key])]);
}

/** Every setting parsed from its text, those left out from the default. @throws UserError naming the flag */
export function parseSettings(texts: Partial<Record<keyof TrainingSettings, string>>): TrainingSettings {
  const entries = Object.entries(settingsTable).map(([key, setting]) => {
    try {
      return [key, setting.parse(texts[key as keyof TrainingSettings] ?? setting.default)];
    } catch (error) {
      throw new UserError(`${flagName(key)}: ${(error as Error).message}`);
    }
  });
  return Object.fromEntries(entries) as TrainingSettings;
}
