/** The options of commands that play at another rate than the model's, or oversampled. */
import type { RateInfo, RateRequest } from '@tonewright/addon';
import type { Command } from 'commander';
import { UserError } from '../errors.js';

export interface RateOptions {
  oversample: string;
  rateMethod: string;
}

const factors = ['1', '2', '4', '8'];
const methods = ['auto', 'correct', 'resample'];

export const oversampleOption = [
  '--oversample <factor>',
  `run the model at a higher rate against aliasing: ${factors.join(', ')}`,
  '1',
] as const;

export function addRateOptions(command: Command): Command {
  return command
    .option(...oversampleOption)
    .option(
      '--rate-method <method>',
      `how to play at another rate than the model's: ${methods.join(', ')} (docs/sample-rates.md)`,
      'auto',
    );
}

function oneOf(option: string, known: string[], found: string): string {
  if (known.includes(found)) return found;
  throw new UserError(`${option}: expected one of ${known.join(', ')}, found '${found}'.`);
}

/** @throws UserError for an unknown factor or method */
export function rateRequest(sampleRate: number, { oversample, rateMethod }: RateOptions): RateRequest {
  return {
    sampleRate,
    oversampling: Number(oneOf('--oversample', factors, oversample)) as RateRequest['oversampling'],
    method: oneOf('--rate-method', methods, rateMethod) as RateRequest['method'],
  };
}

const ways: Record<RateInfo['method'], string> = {
  none: 'the model as it is',
  correct: 'rate correction',
  resample: 'resampling',
  both: 'resampling and rate correction',
};

/** How a model is played, as a person reads it. */
export function describeRate({ sampleRate, oversampling, method, innerRate, latencySamples }: RateInfo): string {
  const milliseconds = ((1000 * latencySamples) / sampleRate).toFixed(2);
  return (
    `${ways[method]}${oversampling > 1 ? `, ${oversampling}x oversampled` : ''}, model run at ${innerRate} Hz, ` +
    `latency ${latencySamples} samples (${milliseconds} ms)`
  );
}
