import type { ModelSpec } from '@tonewright/presets';
import { maxControls } from './bank.js';
import type { Board } from './boards.js';
import type { Cost } from './cost.js';

/** What keeps a model off a board, in words; empty when it fits. */
export function obstacles({ layers, sampleRate }: ModelSpec, cost: Cost, board: Board): string[] {
  const budget = board.cyclesPerSample * board.share;
  const knobs = layers[0].inputs - 1;
  const found: string[] = [];
  if (sampleRate !== board.sampleRate)
    found.push(`it was trained at ${sampleRate} Hz, the board plays at ${board.sampleRate}: train it at that rate`);
  if (cost.cyclesPerSample > budget)
    found.push(`it takes about ${cost.cyclesPerSample} cycles a sample (estimated) of ${budget}`);
  if (cost.ramBytes > board.rigBytes) found.push(`it needs ${cost.ramBytes} bytes of memory of ${board.rigBytes}`);
  if (knobs > maxControls) found.push(`it has ${knobs} knobs of its own, a pedal takes ${maxControls}`);
  return found;
}
