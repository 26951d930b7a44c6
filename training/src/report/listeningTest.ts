/** A listening test and its results, as pages, reports and the studio share them. Types alone; nothing of Node. */

/** rating: how like the reference, from 1 (not similar) to 4 (the same); abx: is X A or B? */
export type ListeningKind = 'rating' | 'abx';

/** What a sound is in its item. An anchor is a sound that is known to be bad. */
export type SoundRole = 'dry' | 'reference' | 'candidate' | 'anchor';

/** The document in the page (`<script type="application/json" id="listening-test">`). */
export interface ListeningDocument {
  title: string;
  /** What it is about, in a sentence or two. */
  about?: string;
  /** What the listener may choose from; the first one to begin with. */
  kinds: ListeningKind[];
  /** Of A/B/X, for each pair. */
  trials: number;
  items: {
    name: string;
    /** Hz. */
    sampleRate: number;
    /** One reference, one or more candidates, any anchors; mono, all of one length. */
    sounds: { name: string; role: SoundRole; wav: string }[];
  }[];
}

export interface RatingAnswer {
  /** When it was given, ISO 8601. */
  time: string;
  item: string;
  sound: string;
  role: SoundRole;
  /** 1: not similar ... 4: the same. */
  rating: number;
}

export interface AbxAnswer {
  time: string;
  item: string;
  /** Names of the sounds behind A and B. */
  a: string;
  b: string;
  x: 'a' | 'b';
  answer: 'a' | 'b';
}

/** What one listener has answered in one sitting. `seed` gives the order again. */
export type ListeningResults = {
  title: string;
  listener: string;
  seed: number;
  startedAt: string;
} & ({ kind: 'rating'; answers: RatingAnswer[] } | { kind: 'abx'; answers: AbxAnswer[] });
