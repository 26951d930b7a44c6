import type { Command } from 'commander';
import { UserError } from '../errors.js';
import { type Board, boards } from '../firmware/boards.js';
import { cyclesPerInstruction } from '../firmware/cost.js';
import { largestThatFit } from '../firmware/fitting.js';
import { obstacles } from '../firmware/obstacles.js';
import { readPedalPreset } from '../firmware/pedalPreset.js';
import { printResult } from './output.js';

export function define(command: Command): void {
  command
    .argument('<presets...>', 'preset or model files')
    .option('--board <board>', Object.keys(boards).join(', '), 'daisy-seed')
    .option('--json', 'print the result as one JSON object')
    .action(run);
}

/** @throws UserError for a board that there is not */
export function readBoard(name: string): Board {
  if (Object.hasOwn(boards, name)) return boards[name];
  throw new UserError(`--board: expected one of ${Object.keys(boards).join(', ')}, found '${name}'.`);
}

async function run(paths: string[], { board: name, json }: { board: string; json?: boolean }): Promise<void> {
  const board = readBoard(name);
  const rows: [string, string][] = [['board', board.name]];
  const results: object[] = [];
  for (const path of paths) {
    const { preset, cost } = await readPedalPreset(path, false);
    const problems = obstacles(preset.spec, cost, board);
    const load = cost.cyclesPerSample / board.cyclesPerSample;
    results.push({ preset: path, fits: problems.length === 0, problems, load, ...cost });
    rows.push(
      [path, problems.length === 0 ? 'fits' : 'does not fit'],
      ['  load', `${(100 * load).toFixed(0)} % estimated, ${cost.instructionsPerSample} instructions a sample`],
      ['  flash', `${cost.flashBytes} bytes, ${cost.packedFlashBytes} with weights of 16 bits`],
      ['  memory', `${cost.ramBytes} bytes of ${board.rigBytes}`],
      ...problems.map((problem): [string, string] => ['  because', problem]),
    );
    if (problems.length === 0) continue;
    for (const { architecture, cost } of largestThatFit(board, preset.spec.layers[0].inputs))
      rows.push(['  would fit', `${architecture}, ${cost.cyclesPerSample} cycles a sample`]);
  }
  const method = `instructions counted as in QEMU, ${cyclesPerInstruction} cycles each (estimated)`;
  printResult(json, { board: name, method, presets: results }, [...rows, ['method', method]]);
  if (results.some((result) => !(result as { fits: boolean }).fits)) process.exitCode = 1;
}
