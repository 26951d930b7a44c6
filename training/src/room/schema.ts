/** The shape of a room's document, in JSON Schema (draft-07). */
import { ROOM_VERSION } from './document.js';

const number = (minimum: number, maximum: number) => ({ type: 'number', minimum, maximum });
const list = (items: object, minItems: number, maxItems: number) => ({ type: 'array', items, minItems, maxItems });
const object = (properties: Record<string, object>, optional: string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});

const levelDb = number(-400, 100);
const rt60Seconds = number(0.001, 100);
const seconds = number(0, 60);
/** Of the start and the early part: more of it would only fill the memory. */
const earlySeconds = number(0, 5);

const arrival = object({ seconds: earlySeconds, gains: list(number(-1e6, 1e6), 1, 16) });

const diffuseBand = object({
  centreHz: number(1, 100000),
  slopes: list(object({ levelDb, rt60Seconds }), 1, 2),
  corrections: object({ seconds: list(seconds, 0, 1024), db: list(number(-100, 100), 0, 1024) }),
  rt60Seconds,
  noiseDb: levelDb,
});

const channel = object({
  predelaySeconds: earlySeconds,
  arrivals: list(arrival, 1, 256),
  diffuse: list(diffuseBand, 1, 16),
  colourDb: list(number(-100, 100), 30, 30),
});

export const roomSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Tonewright room',
  ...object(
    {
      tonewrightRoom: { const: ROOM_VERSION },
      name: { type: 'string', maxLength: 1000 },
      sampleRate: { type: 'integer', minimum: 8000, maximum: 192000 },
      seconds: number(0.01, 60),
      seed: { type: 'integer', minimum: 0, maximum: 0xffffffff },
      dispersion: object({
        law: { const: 'spring' },
        cutoffHz: number(100, 96000),
        ledSeconds: earlySeconds,
        rt60Seconds,
      }),
      arrivalBandsHz: list(number(1, 100000), 1, 16),
      channels: list(channel, 1, 2),
    },
    ['dispersion'],
  ),
};
