/** The findings on a dry and a wet recording: each check looks at one thing and says what is wrong, how badly, and what to do. */
import { type Audio, amplitudeToDb, durationSeconds } from '../audio/channels.js';
import type { Alignment } from './alignment.js';
import { measureLeakage } from './leakage.js';
import { dropOutSeconds, type Levels, measureClipping, noiseFloorDb } from './levels.js';

export type Severity = 'ok' | 'info' | 'warning' | 'error';

export type FindingId =
  | 'sample-rate'
  | 'length'
  | 'channels'
  | 'level'
  | 'clipping'
  | 'dc-offset'
  | 'silence'
  | 'drop-outs'
  | 'delay'
  | 'polarity'
  | 'drift'
  | 'noise-floor'
  | 'repeatability'
  | 'leakage'
  | 'identical';

export interface Finding {
  id: FindingId;
  /** `error`: training would learn the wrong thing or nothing. */
  severity: Severity;
  message: string;
  /** What to do; empty when there is nothing to do. */
  advice: string;
}

/** What every check sees: mono, one sample rate, and the aligned parts of both. */
export interface Pair {
  sampleRate: number;
  dryFile: Audio;
  wetFile: Audio;
  dry: Float32Array;
  wet: Float32Array;
  dryLevels: Levels;
  wetLevels: Levels;
  alignment: Alignment;
  aligned: { dry: Float32Array; wet: Float32Array };
  repeatEsr?: number;
}

type Check = (pair: Pair) => Finding[];

const finding = (id: FindingId, severity: Severity, message: string, advice = ''): Finding => ({
  id,
  severity,
  message,
  advice,
});
const milliseconds = (samples: number, sampleRate: number): string =>
  `${((1000 * samples) / sampleRate).toFixed(2)} ms`;
const percent = (share: number): string => `${(100 * share).toPrecision(2)} %`;
const MINIMUM_SECONDS = 2;
const COMFORTABLE_SECONDS = 15;
const QUIET_DB = -75;
/** Below the last bit of 24. */
const DIGITAL_SILENCE_DB = -150;

const checkRates: Check = ({ dryFile, wetFile }) =>
  dryFile.sampleRate === wetFile.sampleRate
    ? [finding('sample-rate', 'ok', `Both files are at ${dryFile.sampleRate} Hz.`)]
    : [
        finding(
          'sample-rate',
          'warning',
          `The dry file is at ${dryFile.sampleRate} Hz, the wet file at ${wetFile.sampleRate} Hz; the wet one is converted.`,
          'If one of the files is only labelled wrongly, export it again at its true rate.',
        ),
      ];

const checkLengths: Check = ({ dryFile, wetFile, aligned, sampleRate, alignment }) => {
  const shared = aligned.dry.length / sampleRate;
  const lengths = `dry ${durationSeconds(dryFile).toFixed(2)} s, wet ${durationSeconds(wetFile).toFixed(2)} s`;
  if (alignment.outcome !== 'found') return [finding('length', 'info', `Lengths: ${lengths}.`)];
  const message = `${shared.toFixed(2)} s can be used (${lengths}).`;
  if (shared < MINIMUM_SECONDS) {
    return [finding('length', 'error', message, `Record at least ${MINIMUM_SECONDS} s; a minute or more is good.`)];
  }
  if (shared < COMFORTABLE_SECONDS) {
    return [finding('length', 'warning', message, 'More material gives a better model: a minute or more is good.')];
  }
  return [finding('length', 'ok', message)];
};

const checkChannels: Check = ({ dryFile, wetFile }) => {
  const counts = `dry ${dryFile.channels.length}, wet ${wetFile.channels.length}`;
  return dryFile.channels.length === 1 && wetFile.channels.length === 1
    ? [finding('channels', 'ok', 'Both files are mono.')]
    : [
        finding(
          'channels',
          'info',
          `Channels: ${counts}; they are mixed to mono.`,
          'If one side is empty, export the other one alone: the mix is 6 dB quieter.',
        ),
      ];
};

const checkLevel: Check = ({ wetLevels }) => {
  if (wetLevels.rmsDb < QUIET_DB) return []; // silence, which is told
  const level = `The wet signal peaks at ${amplitudeToDb(wetLevels.peak).toFixed(1)} dB full scale, RMS ${wetLevels.rmsDb.toFixed(1)} dB.`;
  return wetLevels.peak < 0.03
    ? [finding('level', 'warning', level, 'Record louder: the noise of the converter counts more at low levels.')]
    : [finding('level', 'ok', level)];
};

function clippingOf(name: string, samples: Float32Array): Finding {
  const { peak, runs, share } = measureClipping(samples);
  const at = `${amplitudeToDb(peak).toFixed(1)} dB full scale`;
  if (runs === 0) return finding('clipping', 'ok', `The ${name} signal is not clipped (peak ${at}).`);
  const message = `The ${name} signal has ${runs} flat tops at its peak of ${at}, ${percent(share)} of its samples.`;
  return finding(
    'clipping',
    share > 1e-4 ? 'warning' : 'info',
    message,
    `If the converter and not the device did this, lower the ${name === 'wet' ? 'recording' : 'playing'} level and record again.`,
  );
}

const checkClipping: Check = ({ dry, wet, dryLevels, wetLevels }) => [
  ...(dryLevels.rmsDb < QUIET_DB ? [] : [clippingOf('dry', dry)]),
  ...(wetLevels.rmsDb < QUIET_DB ? [] : [clippingOf('wet', wet)]),
];

const checkDc: Check = ({ dryLevels, wetLevels }) =>
  (['dry', 'wet'] as const).flatMap((name) => {
    const { dc, rmsDb } = name === 'dry' ? dryLevels : wetLevels;
    if (rmsDb < QUIET_DB) return [];
    const message = `The ${name} signal has an offset of ${(100 * Math.abs(dc)).toFixed(2)} % of full scale.`;
    const isMuch = Math.abs(dc) > 0.005;
    const advice = isMuch ? 'Remove the offset with a high-pass at 10 Hz, or check the interface.' : undefined;
    return [finding('dc-offset', isMuch ? 'warning' : 'ok', message, advice)];
  });

const checkSilence: Check = ({ dryLevels, wetLevels }) => {
  const silent = [dryLevels, wetLevels]
    .map(({ rmsDb }, i) => (rmsDb < QUIET_DB ? ['dry', 'wet'][i] : ''))
    .filter(Boolean);
  return silent.length === 0
    ? [finding('silence', 'ok', 'Both files hold sound.')]
    : [
        finding(
          'silence',
          'error',
          silent.length === 2 ? 'Both files are silent.' : `The ${silent[0]} file is silent.`,
          'Check cables, inputs and the exported track.',
        ),
      ];
};

const checkDropOuts: Check = ({ aligned, sampleRate, alignment }) => {
  if (alignment.outcome !== 'found') return [];
  const lost = dropOutSeconds(aligned.dry, aligned.wet, sampleRate);
  return lost < 0.05
    ? [finding('drop-outs', 'ok', 'The wet signal has no gaps.')]
    : [
        finding(
          'drop-outs',
          lost > 0.1 * (aligned.dry.length / sampleRate) ? 'error' : 'warning',
          `The wet signal is digitally silent for ${lost.toFixed(2)} s while the dry one plays.`,
          'The recording has drop-outs: use a larger audio buffer and record again.',
        ),
      ];
};

const checkDelay: Check = ({ alignment, sampleRate }) => {
  const { outcome, delaySamples, confidence, votes } = alignment;
  if (outcome === 'silent') return [];
  const agreeing = `${votes.filter(({ agrees }) => agrees).length} of ${votes.length} windows agree, confidence ${confidence.toFixed(2)}`;
  if (outcome === 'uncertain') {
    return [
      finding(
        'delay',
        'error',
        `No clear delay between the files; the best guess is ${delaySamples} samples (${agreeing}).`,
        'Check that the files belong together. If they do, train on the command line, which takes the delay by hand: --delay.',
      ),
    ];
  }
  const side = delaySamples < 0 ? 'leads the dry one by' : 'lies behind the dry one by';
  const message = `The wet signal ${side} ${Math.abs(delaySamples)} samples, ${milliseconds(Math.abs(delaySamples), sampleRate)} (${agreeing}).`;
  return [finding('delay', delaySamples < 0 ? 'info' : 'ok', message)];
};

const checkPolarity: Check = ({ alignment }) => {
  if (alignment.outcome !== 'found') return [];
  return alignment.polarity === 1
    ? [finding('polarity', 'ok', 'The wet signal has the polarity of the dry one.')]
    : [finding('polarity', 'info', 'The wet signal is inverted; the model learns that too.')];
};

const checkDrift: Check = ({ alignment, aligned }) => {
  if (alignment.outcome !== 'found') return [];
  const total = (alignment.driftPpm * aligned.dry.length) / 1e6;
  if (Math.abs(total) < 1) return [finding('drift', 'ok', 'The clocks of player and recorder do not drift apart.')];
  return [
    finding(
      'drift',
      Math.abs(total) > 4 ? 'error' : 'warning',
      `The clocks drift by ${alignment.driftPpm.toFixed(1)} ppm: ${total.toFixed(1)} samples over the recording.`,
      'Play and record with one interface, or convert the wet file by the ratio of the clocks.',
    ),
  ];
};

const checkNoise: Check = ({ aligned, sampleRate, wetLevels, alignment }) => {
  if (alignment.outcome !== 'found') return [];
  const floor = noiseFloorDb(aligned.dry, aligned.wet, sampleRate);
  if (floor === undefined) {
    return [
      finding('noise-floor', 'info', 'The dry signal is never silent long enough to measure the noise of the device.'),
    ];
  }
  if (floor < DIGITAL_SILENCE_DB)
    return [finding('noise-floor', 'ok', 'There is no noise where the dry signal is silent.')];
  const ratio = wetLevels.rmsDb - floor;
  const message = `Noise ${floor.toFixed(1)} dB full scale, ${ratio.toFixed(0)} dB below the signal.`;
  return ratio < 30
    ? [
        finding(
          'noise-floor',
          'warning',
          message,
          'Look for hum and hiss: power supply, cables, gain before the device.',
        ),
      ]
    : [finding('noise-floor', 'ok', message)];
};

const checkRepeat: Check = ({ repeatEsr }) => {
  if (repeatEsr === undefined) {
    return [
      finding(
        'repeatability',
        'info',
        'The dry signal repeats no passage, so the device cannot be held against itself.',
      ),
    ];
  }
  const message = `Played twice, the same passage differs by an ESR of ${repeatEsr.toPrecision(2)}; no model can do better.`;
  const advice = 'Hum, noise, a modulated effect or a knob moved between: a model can only learn what repeats.';
  return [finding('repeatability', repeatEsr > 0.01 ? 'warning' : 'ok', message, repeatEsr > 0.01 ? advice : '')];
};

const checkLeakage: Check = ({ alignment, dry, wet, sampleRate }) => {
  if (alignment.outcome !== 'found') return [];
  const leak = measureLeakage(dry, wet, alignment.delaySamples, sampleRate);
  if (leak === undefined) {
    return [
      finding(
        'leakage',
        'info',
        'The delay is too short, or the dry signal never sets in after silence, to see whether it leaks.',
      ),
    ];
  }
  const leakDb = amplitudeToDb(leak);
  if (leakDb < -60) return [finding('leakage', 'ok', 'No dry signal leaks past the device.')];
  const message = `Something of the dry signal (${leakDb.toFixed(0)} dB) arrives before the device's own sound.`;
  const advice = 'Switch off direct monitoring and record only the return of the device.';
  return [finding('leakage', leakDb > -45 ? 'warning' : 'info', message, advice)];
};

/** What is left of wet when the dry signal, at its best gain, is taken away. */
function residualShare({ dry, wet }: { dry: Float32Array; wet: Float32Array }): number {
  let cross = 0;
  let dryEnergy = 0;
  let wetEnergy = 0;
  for (let n = 0; n < dry.length; n++) {
    cross += dry[n] * wet[n];
    dryEnergy += dry[n] * dry[n];
    wetEnergy += wet[n] * wet[n];
  }
  return dryEnergy > 0 && wetEnergy > 0 ? 1 - (cross * cross) / (dryEnergy * wetEnergy) : 1;
}

const checkIdentical: Check = ({ aligned, alignment }) => {
  if (alignment.outcome !== 'found') return [];
  const residual = residualShare(aligned);
  const advice = 'Check that the device is switched on and that the right file was exported.';
  if (residual < 1e-9) return [finding('identical', 'error', 'The wet file is a copy of the dry file.', advice)];
  if (residual < 1e-3) {
    const message = `The wet signal is the dry one but for its level (ESR ${residual.toExponential(1)}).`;
    return [finding('identical', 'warning', message, advice)];
  }
  return [finding('identical', 'ok', 'The device changes the sound.')];
};

/** In the order in which they are told: from the lengths on they need the delay, which takes a while. */
export const CHECKS: readonly Check[] = [
  checkRates,
  checkChannels,
  checkSilence,
  checkLevel,
  checkClipping,
  checkDc,
  checkLengths,
  checkDelay,
  checkPolarity,
  checkDrift,
  checkDropOuts,
  checkNoise,
  checkRepeat,
  checkLeakage,
  checkIdentical,
];
