/** A study's listening test: what its networks play against the true sound, blind (docs/listening.md). */
import { decodeWav } from '../audio/wav.js';
import { listeningPage } from '../report/listening.js';
import type { KeptOutcome } from './runner.js';
import type { Study, Truth } from './study.js';

/** The page, of the experiments that play the passage; nothing when none does. @throws UserError when it is not built */
export function studyListening(
  study: Study,
  { name, sampleRate, reference, anchor }: Truth,
  outcomes: Map<string, KeptOutcome>,
): string | undefined {
  const candidates = [...outcomes.values()].flatMap(({ audio }) => {
    const last = audio.at(-1);
    if (!last) return [];
    const sound = decodeWav(Buffer.from(last.wav, 'base64'));
    return sound.sampleRate === sampleRate ? [{ name: last.name, samples: sound.channels[0] }] : [];
  });
  if (candidates.length === 0) return undefined;
  const length = Math.min(reference.length, anchor.length, ...candidates.map(({ samples }) => samples.length));
  const cut = (samples: Float32Array) => samples.subarray(0, length);
  return listeningPage({
    title: study.title,
    about: 'How like the true sound is what a network plays?',
    items: [
      {
        name,
        sampleRate,
        reference: cut(reference),
        candidates: candidates.map((candidate) => ({ ...candidate, samples: cut(candidate.samples) })),
        anchors: [{ name: 'what went in', samples: cut(anchor) }],
      },
    ],
  });
}
