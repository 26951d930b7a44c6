import { isObject, type JsonObject } from '../document.js';
import { mismatch } from '../errors.js';

/**
 * The sample rate in Hz of a file of another program: AIDA-X looks at metadata.samplerate first, then at samplerate;
 * some of its files hold digits in a string. 48 kHz, with a notice, when neither is there.
 */
export function peerSampleRate(document: JsonObject, notices: string[]): number {
  const metadata = isObject(document.metadata) ? document.metadata : {};
  for (const [path, value] of Object.entries({
    'metadata.samplerate': metadata.samplerate,
    samplerate: document.samplerate,
  })) {
    const rate = typeof value === 'string' && /^\d{4,6}$/.test(value) ? Number(value) : value;
    if (typeof rate !== 'number') continue;
    if (!(rate >= 8000 && rate <= 768_000)) throw mismatch(path, 'a sample rate from 8000 to 768000 Hz', rate);
    return rate;
  }
  notices.push('The file does not say its sample rate: 48000 Hz is assumed.');
  return 48_000;
}
