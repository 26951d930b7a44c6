import { UserError } from '../errors.js';
import type { Study } from './study.js';

/** Each study's module is loaded only when it is asked for. */
const studies: Record<string, () => Promise<{ study: Study }>> = {
  iir: () => import('./iir/study.js'),
  'impulse-response': () => import('./impulse-response/study.js'),
  pedal: () => import('./pedal/study.js'),
  eq: () => import('./eq/study.js'),
  lowpass: () => import('./lowpass/study.js'),
};

export const studyNames = Object.keys(studies);

/** @throws UserError naming the studies there are */
export async function loadStudy(name: string): Promise<Study> {
  if (!Object.hasOwn(studies, name)) throw new UserError(`No study '${name}'; there are ${studyNames.join(', ')}.`);
  return (await studies[name]()).study;
}
