/** Shapes of what pages send; anything else is refused with the field's name. */
const name = { type: 'string', minLength: 1, maxLength: 200, pattern: '\\S' };
const text = { type: 'string', maxLength: 4000 };
const upload = { type: 'string', pattern: '^[0-9a-f]{16}$' };
const object = (properties: object, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const number = { type: 'number' };
const controls = {
  type: 'object',
  propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]{0,63}$' },
  additionalProperties: number,
};

export const recordingSchema = {
  type: 'object',
  oneOf: [
    object(
      {
        name,
        dry: {
          oneOf: [
            object({ upload }, ['upload']),
            object({ captureSeconds: number, sampleRate: number }, ['captureSeconds']),
          ],
        },
        wet: object({ upload }, ['upload']),
        controls,
      },
      ['name', 'dry', 'wet'],
    ),
    object(
      {
        name,
        device: text,
        controls,
        captureSeconds: number,
        sampleRate: number,
      },
      ['name', 'device', 'captureSeconds', 'sampleRate'],
    ),
  ],
};

export const roundTripSchema = object(
  { upload, captureSeconds: number, sampleRate: number, fromSeconds: number, toSeconds: number },
  ['upload', 'captureSeconds', 'sampleRate', 'fromSeconds', 'toSeconds'],
);
export const renameSchema = object({ name }, ['name']);
export const jobSchema = object(
  {
    name,
    recordings: { type: 'array', minItems: 1, maxItems: 1000, uniqueItems: true, items: text },
    ranges: { type: 'object', additionalProperties: object({ min: number, max: number }, ['min', 'max']) },
    arch: text,
    settings: { type: 'object', additionalProperties: text },
  },
  ['name', 'recordings', 'arch'],
);
export const newPresetSchema = object({ upload, name }, ['upload', 'name']);
export const editSchema = object({
  name,
  author: text,
  gear: text,
  notes: text,
  tags: { type: 'array', maxItems: 50, items: name },
});
export const pedalImageSchema = object(
  {
    presets: { type: 'array', minItems: 1, maxItems: 100, uniqueItems: true, items: text },
    weights: { enum: ['float', 'int16'] },
  },
  ['presets'],
);

const choice = (...values: string[]) => ({ type: 'string', enum: values });
const sitting = { title: name, listener: name, seed: number, startedAt: text };
const answers = (fields: Record<string, object>) => ({
  type: 'array',
  minItems: 1,
  maxItems: 10000,
  items: object(fields, Object.keys(fields)),
});
const result = (kind: string, fields: Record<string, object>) =>
  object({ ...sitting, kind: choice(kind), answers: answers(fields) }, [...Object.keys(sitting), 'kind', 'answers']);
const [rating, side] = [{ type: 'integer', minimum: 1, maximum: 4 }, choice('a', 'b')];
const role = choice('dry', 'reference', 'candidate', 'anchor');
export const listeningSchema = {
  type: 'object',
  oneOf: [
    result('rating', { time: text, item: name, sound: name, role, rating }),
    result('abx', { time: text, item: name, a: name, b: name, x: side, answer: side }),
  ],
};
