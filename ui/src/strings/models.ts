import type { ModelCost } from '@tonewright/training/studio-api';

/** Of a core or a processor; small ones with a digit behind the point. */
const percent = (value: number) => `${value < 0.95 ? Math.max(value, 0.1).toFixed(1) : Math.round(value)} %`;
const grouped = new Intl.NumberFormat('en');

export const models = {
  label: 'Model',
  /** From the lightest on; `value` is what `tonewright train --arch` takes. */
  choices: [
    {
      value: 'gru:8',
      label: 'Small',
      about:
        'For a first try, boosts, equalisers and light overdrive. Trains fastest, and leaves room on a pedal. A GRU of 8 units.',
    },
    {
      value: 'gru:16',
      label: 'Medium',
      about: 'For overdrives, and amps that just break up. A GRU of 16 units.',
    },
    {
      value: 'lstm:24',
      label: 'Large',
      about: 'For strong distortion and fuzz, where Medium is heard to differ. An LSTM of 24 units.',
    },
    {
      value: 'wavenet:a2-lite',
      label: 'WaveNet, light',
      about:
        'For players of Neural Amp Modeler files too: it can be saved as .nam. Trains for minutes rather than seconds.',
    },
    {
      value: 'wavenet:a1-standard',
      label: 'WaveNet, standard',
      about: 'The size that most Neural Amp Modeler captures have. Slow to train, and by far the most to play.',
    },
  ],
  own: { label: 'Another', about: 'Any network that “tonewright train --arch” takes.' },
  ownLabel: 'Network',
  ownHint: 'Such as lstm:16x2 or conv:8@16/tanh+gru:16.',
  /** Of each; the reasons are said of the chosen one. */
  loads: ({ pluginPercent, browserPercent, pedal: { loadPercent, problems } }: ModelCost) =>
    `Plugin ${percent(pluginPercent)}, browser ${percent(browserPercent)}, ` +
    (problems.length === 0 ? `pedal ${loadPercent} %` : 'not for a pedal'),
  size: ({ weights, multiplyAdds }: ModelCost) =>
    `${grouped.format(weights)} weights, ${grouped.format(multiplyAdds)} multiplications a sample.`,
  meaning: 'Plugin: of a core of this computer, as tried. Browser: estimated from that.',
  pedal: ({ pedal: { board, problems } }: ModelCost) =>
    problems.length === 0 ? `Pedal: ${board}; estimated.` : `Not for a pedal: ${problems.join('; ')}.`,
  wait: 'Trying it on this computer…',
};
