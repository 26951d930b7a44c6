import { NativeModel } from '@tonewright/addon';
import { type ModelSpec, weightCount } from '@tonewright/presets';
import { UserError } from '../errors.js';
import { boards } from '../firmware/boards.js';
import { fitOf } from '../firmware/fitting.js';
import { loadPercent } from '../firmware/make.js';
import { loadOf, timedSeconds } from '../library/measure.js';
import type { ModelCost } from './api.js';

/** Chromium's worklet against the engine on the same processor: 3.6 with an lstm:16 and an lstm:40 (npm run bench). */
const browserFactor = 3.6;
const board = boards['daisy-seed'];
/** More than any player could run while one plays. */
const mostWeights = 1_000_000;
const known = new Map<string, Promise<ModelCost>>();
let timing: Promise<unknown> = Promise.resolve(); // one after the other, so that they do not slow each other down

/** What a network takes, before it is trained: on this computer as timed, once for each. @throws UserError */
export function modelCost(arch: string, sampleRate: number, knobs: number): Promise<ModelCost> {
  if (!(sampleRate >= 8000 && sampleRate <= 192_000 && Number.isInteger(knobs) && knobs >= 0 && knobs <= 15))
    throw new UserError(
      `Expected a rate from 8000 to 192000 and 0 to 15 knobs; found ${sampleRate} and ${knobs}. Load the page again.`,
    );
  const key = JSON.stringify([arch, sampleRate, knobs]);
  const found = known.get(key);
  if (found) return found;
  const cost = timing.then(() => measured(arch, sampleRate, knobs));
  timing = cost.catch(() => known.delete(key));
  known.set(key, cost);
  return cost;
}

async function measured(arch: string, sampleRate: number, knobs: number): Promise<ModelCost> {
  const { spec, cost, problems } = fitOf(arch, board, 1 + knobs, sampleRate);
  const weights = weightCount(spec);
  if (weights > mostWeights)
    throw new UserError(`Expected a network of at most ${mostWeights} weights; found ${weights}. Take a smaller one.`);
  const { macsPerSample, load } = await timed(spec, weights);
  return {
    arch,
    weights,
    multiplyAdds: macsPerSample,
    pluginPercent: 100 * load,
    browserPercent: 100 * browserFactor * load,
    pedal: { board: board.name, loadPercent: loadPercent(cost.cyclesPerSample, board), problems },
  };
}

async function timed(spec: ModelSpec, weights: number) {
  const model = NativeModel.create(spec, new Float32Array(weights).fill(0.01));
  const noise = Float32Array.from({ length: Math.round(timedSeconds * spec.sampleRate) }, () => Math.random() - 0.5);
  const places = Array.from({ length: spec.layers[0].inputs - 1 }, () => 0.5);
  return { macsPerSample: model.info.macsPerSample, load: await loadOf(model, spec, noise, places) };
}
