import { readArchitecture } from '../model/architecture.js';
import type { Board } from './boards.js';
import { type Cost, costOf, imageBytesOf } from './cost.js';
import { obstacles } from './obstacles.js';

/** From the largest down, of each kind: no larger ones until a board has confirmed the estimates. */
const candidates = [
  ...Array.from({ length: 21 }, (_, i) => `gru:${24 - i}`),
  ...Array.from({ length: 17 }, (_, i) => `lstm:${20 - i}`),
  'wavenet:a2-lite',
  'wavenet:a1-nano',
];

export interface Fitting {
  architecture: string;
  cost: Cost;
}

/** What a network would cost on a board, and what would keep it off. @throws UserError when it is no network */
export function fitOf(architecture: string, board: Board, inputs: number, sampleRate: number) {
  const { layers, skip } = readArchitecture(architecture, inputs);
  const spec = { layers, skip, inputGainDb: 0, outputGainDb: 0, sampleRate };
  const bytes = imageBytesOf(spec);
  const cost = costOf(spec, bytes, bytes / 2);
  return { spec, cost, problems: obstacles(spec, cost, board) };
}

/** The largest models of each kind that a board can play, by cycles and memory. */
export function largestThatFit(board: Board, inputs: number): Fitting[] {
  const kinds = new Map<string, Fitting>();
  for (const architecture of candidates) {
    const kind = architecture.startsWith('wavenet') ? architecture : architecture.split(':')[0];
    const { cost, problems } = fitOf(architecture, board, inputs, board.sampleRate);
    if (problems.length === 0 && !kinds.has(kind)) kinds.set(kind, { architecture, cost });
  }
  return [...kinds.values()];
}

/** What `--fit` trains: the kind that takes the most of what there is. @throws nothing: a board plays one of them */
export const bestFit = (board: Board, inputs: number): string =>
  largestThatFit(board, inputs).sort((a, b) => b.cost.cyclesPerSample - a.cost.cyclesPerSample)[0].architecture;
