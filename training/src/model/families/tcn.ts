import { addFilm, convRun, dilationsOf, runText, stackForm, stackOf, stackPattern } from './convolutions.js';
import type { Family } from './family.js';

/**
 * A temporal convolutional network (Steinmetz and Reiss, "Efficient neural networks for real-time modeling of analog
 * dynamic range compression", 2022): each block is a dilated convolution with its activation, to which a convolution of
 * one tap adds the block's input. With `film` the controls scale and shift what goes into the activation.
 */
export const tcn: Family = {
  form: stackForm,
  body: new RegExp(`^${stackPattern}$`),
  activation: () => 'prelu',
  options: ['film'],
  build(list, { body, activation, options }) {
    const { channels: outputs, taps, ...stack } = stackOf(body, { taps: 3, growth: 2 });
    for (const dilation of dilationsOf({ channels: outputs, taps, ...stack })) {
      const input = list.last;
      const film = options.has('film');
      list.add({ type: 'conv', outputs, taps, dilation, activation: film ? 'linear' : activation });
      if (film) addFilm(list, activation);
      list.add({ type: 'conv', source: input, residual: list.last, outputs, taps: 1 });
    }
  },
  guesses(layers, from) {
    const film = layers[from + 2]?.type === 'film';
    const run = convRun(layers, from, film ? 4 : 2);
    const activation = film ? layers[from + 2].activation : layers[from].activation;
    return run.length ? [`${runText(run)}/${activation}${film ? '/film' : ''}`] : [];
  },
};
