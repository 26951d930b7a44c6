// A model in a .nam file: the file's own, a submodel of a container, or the one that makes a WaveNet's condition.
import { isObject, type JsonObject } from '../../document.js';
import { describe, mismatch, PresetError } from '../../errors.js';
import { modelInput } from '../../graph.js';
import type { LayerList } from '../layerList.js';
import { Fields } from './fields.js';
import { addConvnet, addLinear, addLstm, type Source } from './sequential.js';
import { breakpointsOf, slimmed } from './slim.js';
import { addWavenet } from './wavenet.js';
import { countWeights, wavenetConfig } from './wavenetConfig.js';
import { Weights, weightsAt } from './weights.js';

/** What the models of one file share. */
export interface Reading {
  list: LayerList;
  /** Hz; a model inside that names another rate is refused. */
  sampleRate: number | undefined;
  /** From 0 to 1, where the outermost model comes in several sizes. */
  size: number;
  notices: string[];
  /** Fields of configs that nobody asked for. */
  unknown: string[];
  hasRecurrence: boolean;
  /** Metadata of the models chosen from containers, the innermost first. */
  metadata: unknown[];
}

const full = 1;

/** Adds the layers of a model; returns the index of its output. `isOutermost` models are mono and obey the size. */
export function addModel(json: unknown, path: string, reading: Reading, isOutermost: boolean): number {
  if (!isObject(json)) throw mismatch(path, 'a .nam model (an object)', json);
  const { architecture } = json;
  checkVersion(json, path);
  checkRate(json, path, reading);
  if (architecture === 'SlimmableContainer') return addContainer(json, path, reading, isOutermost);
  if (typeof architecture !== 'string' || !Object.hasOwn(architectures, architecture)) {
    const known = [...Object.keys(architectures), 'SlimmableContainer'].join(', ');
    const problem = `the architecture ${describe(architecture)} is not supported`;
    throw new PresetError('unsupported', at(path, 'architecture'), problem, `Supported: ${known}.`);
  }
  const fields = new Fields(json.config, at(path, 'config'), reading.unknown);
  const inputs = fields.count('in_channels', 1);
  if (inputs !== 1)
    throw new PresetError('unsupported', fields.at('in_channels'), `expected 1 (mono), found ${inputs}`);
  const outputs = fields.count('out_channels', 1);
  const source = { fields, json: json.weights, path: at(path, 'weights'), outputs, unknown: reading.unknown };
  const output = architectures[architecture](source, reading, isOutermost);
  fields.done();
  return output;
}

const at = (path: string, field: string) => (path ? `${path}.${field}` : field);

const architectures: Record<string, (source: Source, reading: Reading, isOutermost: boolean) => number> = {
  WaveNet: addWavenetModel,
  ConvNet: (source, { list }) => addConvnet(list, source),
  Linear: (source, { list }) => {
    if (source.outputs !== 1) throw mismatch(source.fields.at('out_channels'), '1', source.outputs);
    return addLinear(list, source);
  },
  LSTM: (source, reading) => {
    reading.hasRecurrence = true;
    return addLstm(reading.list, source);
  },
};

function addWavenetModel({ fields, json, path, unknown }: Source, reading: Reading, isOutermost: boolean): number {
  const { list } = reading;
  const inside = fields.get('condition_dsp');
  const condition = inside === undefined ? modelInput : addModel(inside, fields.at('condition_dsp'), reading, false);
  const config = wavenetConfig(fields, list.channels(condition), unknown);
  const weights = weightsAt(json, countWeights(config, fields.path), path);
  const breakpoints = breakpointsOf(config);
  if (isOutermost && breakpoints.length > 0) noteSizes(reading, breakpoints);
  const cut = slimmed(config, weights, isOutermost ? reading.size : full, fields.at('layers'));
  return addWavenet(list, cut.config, new Weights(cut.weights), condition);
}

function addContainer(json: JsonObject, path: string, reading: Reading, isOutermost: boolean): number {
  const fields = new Fields(json.config, at(path, 'config'), reading.unknown);
  const submodels = fields.list('submodels').map((entry, index) => {
    const submodel = new Fields(entry, `${fields.at('submodels')}[${index}]`, reading.unknown);
    // In double precision, as NAM's core compares it with the size.
    const upTo = submodel.get('max_value');
    if (typeof upTo !== 'number') throw mismatch(submodel.at('max_value'), 'a number', upTo);
    return { upTo, model: submodel.get('model'), path: submodel.at('model') };
  });
  const ascends = submodels.every(({ upTo }, index) => index === 0 || upTo > submodels[index - 1].upTo);
  if (!ascends || submodels.at(-1)!.upTo < 1) {
    throw mismatch(fields.at('submodels'), 'max_values that ascend to 1', submodels);
  }
  if (isOutermost && submodels.length > 1)
    noteSizes(
      reading,
      submodels.slice(0, -1).map(({ upTo }) => upTo),
    );
  const size = isOutermost ? reading.size : full;
  const chosen = submodels.find(({ upTo }) => size < upTo) ?? submodels.at(-1)!;
  fields.done();
  if (isOutermost && isObject(chosen.model)) reading.metadata.unshift(chosen.model.metadata);
  return addModel(chosen.model, chosen.path, reading, false);
}

function noteSizes({ notices, size }: Reading, breakpoints: number[]): void {
  const ends = [0, ...breakpoints.map((value) => Number(value.toFixed(3))), 1];
  const ranges = ends.slice(1).map((end, index) => `${ends[index]} to ${end}`);
  notices.push(
    `The file holds the model in ${ranges.length} sizes, from small to large: ${ranges.join(', ')}. Size ${size} is read.`,
  );
}

/** NAM's core reads the same: from 0.5.0 up to any 0.7. */
function checkVersion({ version }: JsonObject, path: string): void {
  const numbers = typeof version === 'string' ? /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(version) : null;
  const [major, minor] = (numbers ?? []).slice(1).map(Number);
  if (!numbers || (major === 0 && minor < 5)) throw mismatch(at(path, 'version'), 'a version from 0.5.0', version);
  if (major === 0 && minor <= 7) return;
  const problem = `expected a version up to 0.7, found ${version}`;
  throw new PresetError('future-version', at(path, 'version'), problem, 'Update Tonewright to open this model.');
}

function checkRate({ sample_rate: rate }: JsonObject, path: string, reading: Reading): void {
  if (rate === undefined || rate === null || !path || rate === reading.sampleRate) return;
  if (reading.sampleRate !== undefined)
    throw mismatch(at(path, 'sample_rate'), `${reading.sampleRate}, as outside`, rate);
  reading.sampleRate = rateAt(rate, at(path, 'sample_rate'));
}

/** A sample rate in Hz. */
export function rateAt(rate: unknown, path: string): number {
  if (typeof rate === 'number' && rate >= 8000 && rate <= 768_000) return rate;
  throw mismatch(path, 'a sample rate from 8000 to 768000 Hz', rate);
}
