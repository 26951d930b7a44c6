/** A listening test that can be played: its sounds in memory, matched in loudness. */
import type { ListeningDocument, ListeningKind, SoundRole } from '@tonewright/training/listening-test';
import { listening } from '../strings/listening.js';
import { matchLoudness } from './loudness.js';

export interface Sound {
  name: string;
  role: SoundRole;
  samples: Float32Array;
}

export interface Item {
  name: string;
  /** Hz. */
  sampleRate: number;
  /** Mono, of one length. */
  sounds: Sound[];
  /** Which sounds are A and B of A/B/X; default: the reference against each candidate. */
  pairs?: [a: number, b: number][];
}

export interface Test {
  title: string;
  items: Item[];
}

/** Places of A and B in an item's sounds. */
export function pairsOf({ sounds, pairs }: Item): [a: number, b: number][] {
  if (pairs) return pairs;
  const reference = sounds.findIndex(({ role }) => role === 'reference');
  return sounds.flatMap(({ role }, i) => (role === 'candidate' ? [[reference, i] as [number, number]] : []));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const kinds: ListeningKind[] = ['rating', 'abx'];
const roles: SoundRole[] = ['dry', 'reference', 'candidate', 'anchor'];

/** @throws Error in words that say where it is wrong */
export function readDocument(text: string): ListeningDocument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new Error(listening.damaged((error as Error).message));
  }
  const fail = (where: string) => new Error(listening.damaged(where));
  if (!isObject(document)) throw fail('');
  if (!isText(document.title)) throw fail('title');
  if (!Array.isArray(document.kinds) || !document.kinds.every((kind) => kinds.includes(kind))) throw fail('kinds');
  if (document.kinds.length === 0) throw fail('kinds');
  if (!Number.isInteger(document.trials) || Number(document.trials) < 1) throw fail('trials');
  if (!Array.isArray(document.items) || document.items.length === 0) throw fail('items');
  for (const [i, item] of document.items.entries()) {
    const where = `items[${i}]`;
    if (!isObject(item) || !isText(item.name)) throw fail(`${where}.name`);
    if (!(Number(item.sampleRate) > 0)) throw fail(`${where}.sampleRate`);
    const isSound = (sound: unknown) =>
      isObject(sound) && isText(sound.name) && roles.includes(sound.role as SoundRole) && isText(sound.wav);
    if (!Array.isArray(item.sounds) || !item.sounds.every(isSound)) throw fail(`${where}.sounds`);
    for (const role of ['reference', 'candidate'])
      if (!item.sounds.some((sound) => sound.role === role)) throw fail(`${where}.sounds, ${role}`);
  }
  return document as unknown as ListeningDocument;
}

/** @throws Error for sounds that are no WAV files */
export async function openDocument({ title, items }: ListeningDocument): Promise<Test> {
  const opened: Item[] = [];
  for (const { name, sampleRate, sounds } of items) {
    const decoded = await Promise.all(
      sounds.map(async ({ name: sound, role, wav }) => ({
        name: sound,
        role,
        samples: await decode(wav, sampleRate).catch(() => {
          throw new Error(listening.damaged(`${name}, ${sound}`));
        }),
      })),
    );
    opened.push(matchLoudness({ name, sampleRate, sounds: decoded }));
  }
  return { title, items: opened };
}

async function decode(base64: string, sampleRate: number): Promise<Float32Array> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const context = new OfflineAudioContext(1, 1, sampleRate);
  return (await context.decodeAudioData(bytes.buffer)).getChannelData(0);
}
