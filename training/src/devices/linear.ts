/** Linear devices: what a model must learn exactly, since the answer is known. */

import { biquad, chain, lowPass, peaking, shelf } from '../audio/filters.js';
import { defineDevice } from './device.js';

export const lowPassFilter = defineDevice({
  id: 'low-pass',
  name: 'Low-pass',
  description: 'Butterworth low-pass of second order: -3.01 dB at the cut-off, 12 dB per octave above.',
  controls: [{ id: 'cutoff', name: 'Cut-off', min: 100, max: 10000, default: 1000, unit: 'Hz' }],
  render: (input, sampleRate, { cutoff }) => input.map(biquad(lowPass(cutoff, Math.SQRT1_2, sampleRate))),
});

const gainControl = (id: string, name: string) => ({ id, name, min: -12, max: 12, default: 0, unit: 'dB' });

export const equaliser = defineDevice({
  id: 'eq',
  name: 'Three-band equaliser',
  description: 'Low shelf at 120 Hz, bell at 800 Hz, high shelf at 4 kHz.',
  controls: [
    { ...gainControl('bass', 'Bass'), default: 4 },
    { ...gainControl('mid', 'Mid'), default: -5 },
    { ...gainControl('treble', 'Treble'), default: 3 },
  ],
  render(input, sampleRate, { bass, mid, treble }) {
    const bands = chain(
      biquad(shelf(-1, 120, bass, sampleRate)),
      biquad(peaking(800, 0.8, mid, sampleRate)),
      biquad(shelf(1, 4000, treble, sampleRate)),
    );
    return input.map(bands);
  },
});
