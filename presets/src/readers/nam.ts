// Neural Amp Modeler's files; readers/nam holds their parts.
import { isObject, type JsonObject } from '../document.js';
import { mismatch } from '../errors.js';
import { limits } from '../limits.js';
import type { Metadata, Preset } from '../types.js';
import { LayerList } from './layerList.js';
import { peerMetadata } from './metadata.js';
import { joinLayers } from './model.js';
import { addModel, type Reading, rateAt } from './nam/model.js';

/** Reads a .nam file; `size` from 0 to 1 chooses among the sizes of a model that comes in several. */
export function readNam(document: JsonObject, notices: string[], size = 1): Preset {
  const { sample_rate: rate } = document;
  const reading: Reading = {
    list: new LayerList(1),
    sampleRate: rate === undefined || rate === null ? undefined : rateAt(rate, 'sample_rate'),
    size,
    notices,
    unknown: [],
    hasRecurrence: false,
    metadata: [document.metadata],
  };
  addModel(document, '', reading, true);
  if (reading.unknown.length > 0) {
    notices.push(`Fields that change nothing in NAM's own player are left out: ${reading.unknown.join(', ')}.`);
  }
  const { layers, weights } = joinLayers(reading.list.needed());
  if (reading.sampleRate === undefined) notices.push('The file does not say its sample rate: 48000 Hz is assumed.');
  const sampleRate = reading.sampleRate ?? 48_000;
  const { settle_samples: settle, ...metadata } = namMetadata(document, reading.metadata, notices);
  const settleSamples = settleAt(settle) ?? (reading.hasRecurrence ? Math.floor(sampleRate / 2) : 0);
  const spec = { layers, skip: false, inputGainDb: 0, outputGainDb: 0, sampleRate };
  return {
    spec: settleSamples > 0 ? { ...spec, settleSamples } : spec,
    weights,
    controls: [],
    metadata,
  };
}

/** What our writer says of a model that does not settle as NAM's core makes it. */
function settleAt(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= limits.settleSamples)
    return value as number;
  throw mismatch('metadata.settle_samples', `an integer from 0 to ${limits.settleSamples}`, value);
}

/** Every field under its own name, and what has a name of ours under that too. */
function namMetadata(document: JsonObject, models: unknown[], notices: string[]): Metadata {
  const [chosen, ...others] = models.map((metadata) => {
    if (metadata === undefined || metadata === null) return {};
    if (!isObject(metadata)) throw mismatch('metadata', 'an object', metadata);
    return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null));
  });
  const metadata: JsonObject = Object.assign({}, ...others, chosen);
  const { modeled_by: author, gear_make: make, gear_model: model, gear_type: type, tone_type: tone } = metadata;
  const gear = [make, model, typeof type === 'string' && type ? `(${type})` : ''].filter(isText).join(' ');
  const tags = [tone, type].filter(isText);
  const esr = validationEsr(metadata);
  const named = {
    ...otherFields(document),
    ...(isText(author) ? { author } : {}),
    ...(gear ? { gear } : {}),
    ...(tags.length ? { tags } : {}),
    ...(esr === undefined ? {} : { esr }),
    ...metadata,
  };
  return peerMetadata(named, notices);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function validationEsr({ training }: JsonObject): number | undefined {
  const esr = isObject(training) ? training.validation_esr : undefined;
  return typeof esr === 'number' && esr >= 0 ? esr : undefined;
}

/** Fields beside the model, such as notes of whoever made it. */
function otherFields(document: JsonObject): JsonObject {
  const known = ['version', 'architecture', 'config', 'weights', 'sample_rate', 'metadata'];
  return Object.fromEntries(Object.entries(document).filter(([field]) => !known.includes(field)));
}
