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

export const recordingSchema = {
  type: 'object',
  oneOf: [
    object(
      {
        name,
        dry: {
          oneOf: [
            object({ upload }, ['upload']),
            object({ captureSeconds: number, sampleRate: number }, ['captureSeconds', 'sampleRate']),
          ],
        },
        wet: object({ upload }, ['upload']),
      },
      ['name', 'dry', 'wet'],
    ),
    object(
      {
        name,
        device: text,
        controls: { type: 'object', additionalProperties: number },
        captureSeconds: number,
        sampleRate: number,
      },
      ['name', 'device', 'captureSeconds', 'sampleRate'],
    ),
  ],
};

export const renameSchema = object({ name }, ['name']);
export const jobSchema = object(
  { name, recording: text, arch: text, settings: { type: 'object', additionalProperties: text } },
  ['name', 'recording', 'arch'],
);
export const newPresetSchema = object({ upload, name }, ['upload', 'name']);
export const editSchema = object({
  name,
  author: text,
  gear: text,
  notes: text,
  tags: { type: 'array', maxItems: 50, items: name },
});
