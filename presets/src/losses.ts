// What a file of another format does not say of a preset: found by reading the file again.
import { isRecurrent } from './parameters.js';
import { readPreset } from './read.js';
import type { Control, Preset, ReadFormat } from './types.js';

/** Sentences for the user about everything that `text`, written from `preset`, leaves out or says otherwise. */
export function lossesOf(preset: Preset, text: string): string[] {
  const { preset: written, format } = readPreset(text);
  return rules.flatMap((rule) => rule(preset, written, format) ?? []);
}

type Rule = (preset: Preset, written: Preset, format: ReadFormat) => string | undefined;

const rules: Rule[] = [
  ({ controls }, written) =>
    same(controls, written.controls)
      ? undefined
      : `The file does not say what its controls are: ${controls.map(controlText).join('; ')}.`,
  ({ chain }, written) =>
    chain === undefined || same(chain, written.chain) ? undefined : 'The signal chain around the model is left out.',
  ({ metadata }, written) => {
    const lost = Object.entries(metadata)
      .filter(([field, value]) => value !== undefined && !same(value, written.metadata[field]))
      .map(([field]) => field);
    return lost.length > 0 ? `Metadata that are left out or changed: ${lost.join(', ')}.` : undefined;
  },
  ({ selfTest }, written) =>
    selfTest && !written.selfTest ? 'The self-test is left out: a player cannot prove itself right.' : undefined,
  ({ spec: { inputGainDb, outputGainDb } }, { spec }) =>
    inputGainDb === spec.inputGainDb && outputGainDb === spec.outputGainDb
      ? undefined
      : `The gains of ${inputGainDb} dB in and ${outputGainDb} dB out are in the weights now.`,
  ({ spec: { layers, sampleRate, settleSamples = 0 } }, _, format) =>
    format !== 'nam' || !layers.some(({ type }) => isRecurrent(type)) || settleSamples === Math.floor(sampleRate / 2)
      ? undefined
      : `NAM's own players run half a second of silence before the first sample, this model ${settleSamples} samples.`,
];

const controlText = ({ name, min, max, unit, default: initial }: Control) =>
  `${name} from ${min} to ${max}${unit ? ` ${unit}` : ''}, at first ${initial}`;

/** JSON values, whatever the order of their fields. */
function same(a: unknown, b: unknown): boolean {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  const [mine, others] = [a, b].map((value) => Object.entries(value).filter(([, item]) => item !== undefined));
  const found = Object.fromEntries(others);
  return (
    mine.length === others.length && mine.every(([key, item]) => Object.hasOwn(found, key) && same(item, found[key]))
  );
}
