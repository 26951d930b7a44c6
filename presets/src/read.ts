import { isObject, type JsonObject, parseDocument } from './document.js';
import { mismatch, PresetError } from './errors.js';
import { checkStart } from './graph.js';
import { migrate } from './migrations/index.js';
import { readControls, unnamedControls } from './readers/controls.js';
import { peerMetadata } from './readers/metadata.js';
import type { ReadModel } from './readers/model.js';
import { readNam } from './readers/nam.js';
import { isStateDict, readPytorch } from './readers/pytorch.js';
import { peerSampleRate } from './readers/sampleRate.js';
import { inputsOf, readLayers, readSelfTest, readSequential, refuseImages } from './readers/sequential.js';
import type { Chain, Control, ModelSpec, Preset, ReadFormat } from './types.js';
import { validate } from './validate.js';

export interface ReadResult {
  preset: Preset;
  format: ReadFormat;
  /** What was assumed because the file does not say it, in sentences for the user. */
  notices: string[];
}

export interface ReadOptions {
  /** From 0, the smallest, to 1: which one of a file that holds a model in several sizes (.nam); default 1. */
  size?: number;
}

/**
 * Reads a preset of any known format, from the bytes or the text of a file.
 * Throws PresetError with the place, what was expected, what was found and what to do.
 */
export function readPreset(source: Uint8Array | string, { size = 1 }: ReadOptions = {}): ReadResult {
  const document = parseDocument(source);
  const format = detectFormat(document);
  const notices: string[] = [];
  if (!(size >= 0 && size <= 1)) throw mismatch('size', 'a number from 0 to 1', size);
  const preset = readers[format](document, notices, size);
  checkStart(preset.spec, preset.selfTest?.input.length ?? 0);
  return { preset, format, notices };
}

const aidaFields = ['in_skip', 'in_gain', 'out_gain', 'input_batch', 'output_batch'];

function detectFormat(document: JsonObject): ReadFormat {
  if ('tonewright' in document) return 'tonewright';
  if ('model_data' in document || 'state_dict' in document) return 'pytorch';
  if ('layers' in document) return aidaFields.some((field) => field in document) ? 'aida-x' : 'rtneural';
  if (isStateDict(document)) return 'pytorch';
  if ('architecture' in document) return 'nam';
  const known = 'Known: Tonewright, RTNeural, AIDA-X and PyTorch (CoreAudioML) JSON, and .nam.';
  throw new PresetError('unsupported', '', 'the format of this file is not known', known);
}

const readers: Record<ReadFormat, (document: JsonObject, notices: string[], size: number) => Preset> = {
  nam: readNam,
  tonewright: readTonewright,
  rtneural: readPeerSequential,
  'aida-x': readPeerSequential,
  pytorch: (document, notices) => {
    const { layers, weights, skip } = readPytorch(document, notices);
    const sampleRate = peerSampleRate(document, notices);
    const spec = { layers, skip, inputGainDb: 0, outputGainDb: 0, sampleRate };
    const metadata = peerMetadata(isObject(document.metadata) ? document.metadata : {}, notices);
    return { spec, weights, controls: unnamedControls(layers[0].inputs, notices), metadata };
  },
};

function readTonewright(found: JsonObject): Preset {
  const document = migrate(found);
  validate(document, 'preset');
  const controls = readControls((document.controls ?? []) as Control[], inputsOf(document));
  const preset = sequentialPreset(document, readLayers(document), document.samplerate as number, controls);
  return isObject(document.chain) ? { ...preset, chain: document.chain as Chain } : preset;
}

function readPeerSequential(document: JsonObject, notices: string[]): Preset {
  refuseImages(document);
  validate(document, 'sequential');
  const sampleRate = peerSampleRate(document, notices);
  const preset = sequentialPreset(
    document,
    readSequential(document),
    sampleRate,
    unnamedControls(inputsOf(document), notices),
  );
  return { ...preset, metadata: peerMetadata(preset.metadata, notices) };
}

function sequentialPreset(
  document: JsonObject,
  { layers, weights }: ReadModel,
  sampleRate: number,
  controls: Control[],
): Preset {
  const spec: ModelSpec = {
    layers,
    skip: document.in_skip === 1,
    inputGainDb: (document.in_gain ?? 0) as number,
    outputGainDb: (document.out_gain ?? 0) as number,
    sampleRate,
  };
  if (document.tonewright !== undefined && document.settle_samples) {
    spec.settleSamples = document.settle_samples as number;
  }
  const selfTest = readSelfTest(document);
  const metadata = (document.metadata ?? {}) as Preset['metadata'];
  return { spec, weights, controls, metadata, ...(selfTest ? { selfTest } : {}) };
}
