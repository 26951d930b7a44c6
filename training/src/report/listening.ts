/** A listening test as a page: one HTML file that needs nothing else, whose results are downloads. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AudioError } from '../audio/audioError.js';
import { monoAudio, peakOf } from '../audio/channels.js';
import { encodeWav } from '../audio/wav.js';
import { UserError } from '../errors.js';
import type { ListeningDocument, ListeningKind, SoundRole } from './listeningTest.js';

export interface NamedSound {
  name: string;
  samples: Float32Array;
}

/** Mono sounds of one length; levels need not match, the page brings all to the loudness of the reference. */
export interface ListeningItem {
  name: string;
  /** Hz. */
  sampleRate: number;
  /** What the candidates should sound like. It is also rated, hidden. */
  reference: Float32Array;
  candidates: NamedSound[];
  /** Known to be bad, to see whether a listener hears; rated like the candidates. */
  anchors?: NamedSound[];
}

export interface ListeningTest {
  title: string;
  /** What it is about, in a sentence or two. */
  about?: string;
  /** What the listener may choose from; default: rating, then A/B/X. */
  kinds?: ListeningKind[];
  /** Of A/B/X, for each candidate; default 12. */
  trials?: number;
  items: ListeningItem[];
}

/** As scripts/build.sh makes it. */
const emptyPage = fileURLToPath(new URL('../../../ui/dist/listening/index.html', import.meta.url));

/** What browsers play, and long enough for its loudness to be measured. */
const leastHz = 8000;
const mostHz = 192000;
const leastSeconds = 0.5;

/**
 * The page as a string: rating from 1 to 4 and A/B/X of each candidate against the reference.
 * @throws {AudioError} bad-argument for sounds that cannot be compared. @throws {UserError} when the page is not built
 */
export function listeningPage(test: ListeningTest): string {
  if (test.items.length === 0) throw refused('one item or more in the listening test', 'none', 'Give one.');
  const document: ListeningDocument = {
    title: test.title,
    about: test.about,
    kinds: test.kinds ?? ['rating', 'abx'],
    trials: test.trials ?? 12,
    items: test.items.map(itemOf),
  };
  // No sentence can end the script early.
  const json = JSON.stringify(document).replaceAll('<', '\\u003c');
  const [before, after] = readPage().split(/(?<=<script type="application\/json" id="listening-test">)[^<]*/);
  if (after === undefined) throw new UserError(`${emptyPage} has no place for a test. Build it again: npm run build.`);
  return `${before}${json}${after}`;
}

function readPage(): string {
  try {
    return readFileSync(emptyPage, 'utf8');
  } catch (error) {
    throw new UserError(`The page of listening tests is not built (${(error as Error).message}). Run: npm run build.`);
  }
}

function itemOf(item: ListeningItem): ListeningDocument['items'][number] {
  const { name, sampleRate, reference, candidates, anchors = [] } = item;
  if (!(sampleRate >= leastHz && sampleRate <= mostHz))
    throw refused(`${name} at ${leastHz} to ${mostHz} Hz`, `${sampleRate} Hz`, 'Resample it.');
  if (reference.length < leastSeconds * sampleRate)
    throw refused(`${name} of ${leastSeconds} s or more`, `${reference.length / sampleRate} s`, 'Take a longer part.');
  if (candidates.length === 0) throw refused(`one candidate or more in ${name}`, 'none', 'Give one.');
  const sound = (role: SoundRole) => (sound: NamedSound) => {
    if (sound.samples.length !== reference.length)
      throw refused(
        `${sound.name} in ${name} as long as the reference, ${reference.length} samples`,
        `${sound.samples.length}`,
        'Cut both to the part that they share.',
      );
    return { name: sound.name, role, wav: wavOf(sound.samples, sampleRate) };
  };
  const sounds = [
    sound('reference')({ name: 'reference', samples: reference }),
    ...candidates.map(sound('candidate')),
    ...anchors.map(sound('anchor')),
  ];
  return { name, sampleRate, sounds };
}

/** Quieter where it would clip: the page matches loudness anyway. */
function wavOf(samples: Float32Array, sampleRate: number): string {
  const gain = 1 / Math.max(1, peakOf(samples));
  const fitting = gain < 1 ? samples.map((sample) => gain * sample) : samples;
  return Buffer.from(encodeWav(monoAudio(fitting, sampleRate), '24')).toString('base64');
}

const refused = (expected: string, found: string, advice: string) =>
  new AudioError('bad-argument', expected, found, advice);
