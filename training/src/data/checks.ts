/** Checks a dry and a wet recording before anyone trains on them. */
import { AudioError } from '../audio/audioError.js';
import { type Audio, frameCount, toMono } from '../audio/channels.js';
import { resample } from '../audio/resample.js';
import { type Alignment, align, estimateAlignment } from './alignment.js';
import { CHECKS, type Finding, type Pair } from './findings.js';
import { measureLevels } from './levels.js';
import { findRepeat, type RepeatedPassage, repeatError } from './repeats.js';

export type { Finding, FindingId, Severity } from './findings.js';

export interface CheckResult {
  findings: Finding[];
  /** No finding is an error. */
  trainable: boolean;
  alignment: Alignment;
  /** Error-to-signal ratio of the device against itself, when the dry signal repeats a passage: the floor of any training. */
  repeatEsr?: number;
}

export interface CheckOptions {
  reachSamples?: number;
  /** A passage known to be played twice, as the capture signal's layout tells; found by itself otherwise. */
  repeat?: RepeatedPassage;
  /** Told as soon as they are known. */
  onFindings?: (findings: Finding[]) => void | Promise<void>;
}

/** Levels are known at once, the delay takes a while: what a check does not ask for is not waited for. */
async function preparePair(dryFile: Audio, wetFile: Audio, options: CheckOptions): Promise<Pair> {
  for (const [name, file] of Object.entries({ dry: dryFile, wet: wetFile })) {
    if (frameCount(file) === 0)
      throw new AudioError('empty', `samples in the ${name} file`, '0 samples', 'Record it again.');
  }
  const { sampleRate } = dryFile;
  const dry = toMono(dryFile);
  const wet = toMono(await resample(wetFile, sampleRate));
  const delay = once(() => alignmentOf(dry, wet, sampleRate, options));
  return {
    sampleRate,
    dryFile,
    wetFile,
    dry,
    wet,
    dryLevels: measureLevels(dry),
    wetLevels: measureLevels(wet),
    get alignment() {
      return delay().alignment;
    },
    get aligned() {
      return delay().aligned;
    },
    get repeatEsr() {
      return delay().repeatEsr;
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function alignmentOf(
  dry: Float32Array,
  wet: Float32Array,
  sampleRate: number,
  options: CheckOptions,
): Pick<Pair, 'alignment' | 'aligned' | 'repeatEsr'> {
  const alignment = estimateAlignment(dry, wet, sampleRate, { reachSamples: options.reachSamples });
  const found = alignment.outcome === 'found';
  const aligned = align(dry, wet, found ? alignment.delaySamples : 0);
  const repeat = found ? (options.repeat ?? findRepeat(dry, sampleRate)) : undefined;
  // Positions in the dry file move when its start was cut off to align.
  const cut = Math.max(0, -alignment.delaySamples);
  const shifted =
    repeat && repeat.first >= cut ? { ...repeat, first: repeat.first - cut, second: repeat.second - cut } : undefined;
  return { alignment, aligned, repeatEsr: shifted && repeatError(aligned.wet, shifted) };
}

/**
 * Checks a pair of recordings. Several channels are mixed to mono and a wet file of another sample rate is converted first.
 * @throws {AudioError} empty, when a file has no samples; everything else is a finding.
 */
export async function checkPair(dryFile: Audio, wetFile: Audio, options: CheckOptions = {}): Promise<CheckResult> {
  const pair = await preparePair(dryFile, wetFile, options);
  const findings: Finding[] = [];
  for (const check of CHECKS) {
    const found = check(pair);
    findings.push(...found);
    await options.onFindings?.(found);
  }
  return {
    findings,
    trainable: findings.every(({ severity }) => severity !== 'error'),
    alignment: pair.alignment,
    repeatEsr: pair.repeatEsr,
  };
}
