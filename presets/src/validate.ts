// The JSON Schema's verdict in the words of PresetError.
import schema from '@tonewright/presets/schema.json' with { type: 'json' };
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { JsonObject } from './document.js';
import { describe, mismatch, PresetError } from './errors.js';

const references = {
  /** A Tonewright preset of the current version. */
  preset: '',
  /** Any file of RTNeural's sequential family. */
  sequential: '#/definitions/sequential',
  metadata: '#/definitions/metadata',
};

let ajv: Ajv | undefined;

/** Compiled when it is first asked for, which takes a while, and kept. */
function validatorOf(kind: keyof typeof references): ValidateFunction {
  ajv ??= new Ajv({ verbose: true, allowUnionTypes: true, strictTypes: false, strictRequired: false }).addSchema(
    schema,
  );
  return ajv.getSchema(`https://tonewright.invalid/preset.schema.json${references[kind]}`)!;
}

/** Throws PresetError for the first place where `document` is not what the schema asks for. */
export function validate(document: JsonObject, kind: keyof typeof references): void {
  const validator = validatorOf(kind);
  // With anyOf, the last error is the one that names the whole choice.
  if (!validator(document)) throw toPresetError(validator.errors!.at(-1)!);
}

/** Whether metadata are what the schema asks for. */
export const isMetadata = (metadata: JsonObject) => validatorOf('metadata')(metadata) as boolean;

function toPresetError({ instancePath, keyword, params, message, data }: ErrorObject): PresetError {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part.replaceAll('~1', '/').replaceAll('~0', '~')}`))
    .join('')
    .replace(/^\./, '');
  const missing: string | undefined = params.missingProperty;
  if (missing)
    return mismatch(
      path ? `${path}.${missing}` : missing,
      'this field',
      undefined,
      'format.md lists the fields of a preset.',
    );
  const expected = expectations[keyword]?.(params) ?? message!.replace(/^must (be )?/, '');
  if (keyword === 'enum' && path.startsWith('layers')) {
    const problem = `expected ${expected}, found ${describe(data)}`;
    return new PresetError('unsupported', path, problem, 'Other layers are not supported.');
  }
  return mismatch(path, expected, data);
}

const expectations: Record<string, (params: Record<string, unknown>) => string> = {
  enum: ({ allowedValues }) =>
    `one of ${(allowedValues as unknown[]).map((value) => JSON.stringify(value)).join(', ')}`,
  const: ({ allowedValue }) => JSON.stringify(allowedValue),
  anyOf: () => 'a number or an array of one number',
  type: ({ type }) => `the type ${[type].flat().join(' or ')}`,
  minItems: ({ limit }) => `at least ${limit} items`,
  maxItems: ({ limit }) => `at most ${limit} items`,
  minLength: () => 'text that is not empty',
  pattern: () => 'a letter, then letters, digits or _',
};
