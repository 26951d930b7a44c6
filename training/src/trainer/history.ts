import type { TrainingProgress } from '@tonewright/addon';

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
