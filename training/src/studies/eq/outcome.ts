/** The figures and pictures of a network that was trained. */
import type { NativeModel, TrainingPair } from '@tonewright/addon';
import { mse } from '../../metrics/errors.js';
import type { Learnt } from '../learn.js';
import { bandDifferences, bandPowers, largest, timeFigures, timesRealTime } from '../measure.js';
import { learningCurve, spectrogramFigure, spectrumChart } from '../pictures.js';
import type { Figures, Outcome } from '../study.js';
import { type Data, sampleRate } from './signals.js';

/** Of the voice, for the players and the listening test. */
export const heardSamples = 6 * sampleRate;

/** A third of an octave a band, on the voice. */
function spectrum(target: Float32Array, output: Float32Array) {
  const bands = [target, output].map((samples) => bandPowers(samples, sampleRate, 50, 18000));
  return bandDifferences(bands[0], bands[1]);
}

export type Played = Pick<Learnt, 'model' | 'history' | 'seconds'>;

export async function figuresOf(model: NativeModel, validation: TrainingPair, voice: TrainingPair) {
  const [onValidation, onVoice] = await Promise.all(
    [validation, voice].map(({ audio, controls }) => model.process(audio, controls)),
  );
  const differences = spectrum(voice.target, onVoice);
  const figures: Figures = {
    ...timeFigures(validation.target, onValidation),
    mseOther: mse(voice.target, onVoice),
    spectrumDb: largest(differences),
  };
  return { figures, onVoice, differences };
}

export const curveOf = (title: string, { history }: Played) =>
  history.length > 1 ? [learningCurve(title, [{ name: 'ESR', history }])] : [];

export async function outcome(title: string, run: Played, data: Data): Promise<Outcome> {
  const { figures, onVoice, differences } = await figuresOf(run.model, data.validation, data.voice);
  const error = data.voice.target.map((value, n) => value - onVoice[n]);
  return {
    figures: { ...figures, realTime: await timesRealTime(run.model, sampleRate), seconds: run.seconds },
    pictures: [
      spectrumChart(`${title}: level over the true EQ’s on the voice`, 'dB', [
        { name: title, ink: 'output', points: differences },
      ]),
      spectrogramFigure(`${title}: what is left of the voice when the true EQ’s is taken away`, error, sampleRate),
      ...curveOf(title, run),
    ],
    audio: [{ name: title, samples: onVoice.subarray(0, heardSamples), sampleRate }],
  };
}
