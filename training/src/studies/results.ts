/** What a run of a study found, as it is kept beside the source and read by docs/studies.md. */
import { cpus } from 'node:os';
import type { Experiment, Figures, Goal, Outcome, Study } from './study.js';

export interface Row {
  id: string;
  group: string;
  title: string;
  kind: Experiment<unknown>['kind'];
  published?: Figures;
  figures: Figures;
  note?: string;
}

export interface Verdict {
  text: string;
  /** The worst of its experiments; missing when one of them was not run. */
  found?: number;
  met?: boolean;
}

export interface StudyResults {
  study: string;
  title: string;
  source: string;
  /** ISO, the day. */
  date: string;
  machine: string;
  quick: boolean;
  /** What was asked for beside the defaults, file names without their folders. */
  options: Record<string, string>;
  seconds: number;
  rows: Row[];
  goals: Verdict[];
}

export const machineName = () => `${cpus()[0].model.trim()}, ${cpus().length} cores`;

export function rowOf(experiment: Experiment<unknown>, { figures, note }: Pick<Outcome, 'figures' | 'note'>): Row {
  const { id, group, title, kind, published } = experiment;
  return { id, group, title, kind, published, figures, note };
}

/** What came of each goal, by the worst of its experiments. */
export const verdictsOf = (goals: Goal[], rows: Row[]): Verdict[] =>
  goals.map(({ text, experiments, figure, below, above }) => {
    const values = experiments.map((id) => rows.find((row) => row.id === id)?.figures[figure]);
    if (values.some((value) => value === undefined)) return { text };
    const numbers = values as number[];
    const found = above === undefined ? Math.max(...numbers) : Math.min(...numbers);
    const met = above === undefined ? found < below! : found > above;
    return { text, found, met };
  });

export const resultsOf = (
  name: string,
  study: Study,
  run: Pick<StudyResults, 'quick' | 'options' | 'seconds' | 'rows'>,
): StudyResults => ({
  study: name,
  title: study.title,
  source: study.source,
  date: new Date().toISOString().slice(0, 10),
  machine: machineName(),
  ...run,
  goals: verdictsOf(study.goals, run.rows),
});
