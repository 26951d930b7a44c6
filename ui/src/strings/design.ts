/** What the components themselves say. */
export const design = {
  unknown: 'not known yet',
  typeValue: (label: string, text: string) => `${label}: ${text}. Type a value`,
  close: 'Close',
  dismiss: 'Dismiss',
  messages: 'Messages',
  clipped: 'Clip',
  clippedTip: 'It clipped. Click to clear.',
  silent: 'silence',
  peak: (decibels: string) => `peak ${decibels}`,
  theme: { toLight: 'Light colours', toDark: 'Dark colours' },
};
