import type { TrainingProgress } from '@tonewright/addon';
import { UserError } from '../errors.js';

const columns: [name: string, value: (progress: TrainingProgress) => number][] = [
  ['epoch', (p) => p.epoch],
  ['training_loss', (p) => p.trainingLoss],
  ['validation_esr', (p) => p.validationEsr],
  ['validation_esr_pre_emphasised', (p) => p.validationEsrPreEmphasised],
  ['learning_rate', (p) => p.learningRate],
  ['seconds', (p) => p.seconds],
  ['samples_per_second', (p) => p.samplesPerSecond],
];

/** The loss log: one line an epoch. */
export function historyToCsv(history: TrainingProgress[]): string {
  const lines = history.map((progress) => columns.map(([, value]) => Number(value(progress).toPrecision(7))).join(','));
  return `${[columns.map(([name]) => name).join(','), ...lines].join('\n')}\n`;
}

/** The loss log back again. @throws UserError when it is not one */
export function historyFromCsv(text: string): TrainingProgress[] {
  const [head, ...lines] = text.trim().split('\n');
  const names = head.split(',');
  if (!columns.every(([name]) => names.includes(name)))
    throw new UserError(
      `Expected a loss log with the columns ${columns.map(([name]) => name).join(', ')}; found '${head}'.`,
    );
  return lines.map((line) => {
    const values = line.split(',').map(Number);
    const at = (name: string) => values[names.indexOf(name)];
    return {
      epoch: at('epoch'),
      trainingLoss: at('training_loss'),
      validationEsr: at('validation_esr'),
      validationEsrPreEmphasised: at('validation_esr_pre_emphasised'),
      learningRate: at('learning_rate'),
      seconds: at('seconds'),
      samplesPerSecond: at('samples_per_second'),
      best: false,
      recoveries: 0,
    };
  });
}
