import { expect, test } from 'vitest';
import { highPass } from '../../../training/src/audio/filters.js';
import { seededRandom } from '../../../training/src/audio/random.js';
import { filter, ofBiquad } from '../../../training/src/linear/iir.js';
import { esr } from '../../../training/src/metrics/errors.js';
import { readArchitecture } from '../../../training/src/model/architecture.js';
import { network, weightsFor } from '../../../training/src/studies/eq/tunableHighPass.js';
import { modelOf } from '../../../training/src/studies/learn.js';

const sampleRate = 44100;
const equaliser = (position: number) => ofBiquad(highPass(100 * 20 ** position, Math.SQRT1_2, sampleRate));

test('poles at nine settings of a knob give the filter at settings between them, 50 dB below the cut-off too', async () => {
  const settings = Array.from({ length: 9 }, (_, i) => {
    const { a } = equaliser(i / 8);
    return { position: i / 8, pole: [-a[0] / 2, Math.sqrt(a[1] - a[0] ** 2 / 4)] as [number, number] };
  });
  const model = modelOf(readArchitecture(network, 2).layers, weightsFor(settings), sampleRate);
  const random = seededRandom(1);
  const noise = Float32Array.from({ length: sampleRate }, () => random() - 0.5);
  const low = Float32Array.from(
    { length: 2 * sampleRate },
    (_, n) => 0.9 * Math.sin((2 * Math.PI * 60 * n) / sampleRate),
  );
  for (const position of [0.06, 0.44, 0.94])
    for (const audio of [noise, low]) {
      const target = Float32Array.from(filter(equaliser(position), audio)).subarray(sampleRate / 2);
      const output = (await model.process(audio, [position])).subarray(sampleRate / 2);
      expect(esr(target, output)).toBeLessThan(1e-3);
    }
});
