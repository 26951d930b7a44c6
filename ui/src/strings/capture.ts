import type { Recording } from '@tonewright/training/studio-api';
import type { LevelVerdict } from '../capture/level.js';
import type { OpenProblem } from '../capture/soundCard.js';
import type { Interruption } from '../capture/tape.js';
import { withMinus } from './minus.js';
import { studio } from './studio.js';

const decibels = (peak: number) => withMinus(`${(20 * Math.log10(Math.max(peak, 1e-6))).toFixed(1)} dB`);

const clipping = (samples: number) =>
  `Clipping: ${samples} ${samples === 1 ? 'sample is' : 'samples are'} at full scale.`;

/** What the studio's page for recording a pedal says. */
export const capture = {
  setUp: 'Audio interface',
  about:
    'Connect an output of the interface to the pedal and the pedal to an input. Turn direct monitoring off and the speakers down: the signal is loud.',
  allow: 'Choose the devices',
  allowAbout: 'The browser asks whether this page may use the microphone; that is the interface’s input.',
  opening: 'Opening…',
  close: 'Let go of the interface',
  input: 'Input',
  output: 'Output',
  systemDevice: 'The system’s own choice',
  nameless: (number: number) => `Device ${number}`,
  noOutputChoice: 'This browser plays to the system’s output; choose it there.',
  channel: 'Input channel',
  channelName: (index: number) => ['Left (1)', 'Right (2)'][index] ?? `Input ${index + 1}`,
  rate: 'Sample rate',
  rateText: (hertz: number) => `${hertz / 1000} kHz`,
  rateHint: 'A preset plays at the rate that it was recorded at; 48 kHz suits most.',
  otherRate: (wanted: number, found: number) =>
    `The browser has no sound at ${wanted} Hz and runs at ${found} Hz; takes are made at that rate.`,
  converted: (device: number, context: number) =>
    `The input runs at ${device} Hz and the browser converts it to ${context} Hz. Set the interface to the same rate for the purest take.`,
  processed:
    'The browser changes the sound of this input (echo cancellation, noise suppression or gain control) and cannot be told not to. Choose another input.',
  gain: 'Playing level',
  gainText: (gainDb: number) => withMinus(`${gainDb} dB`),
  gainHint: 'How hard the pedal is driven: as hard as you play it.',
  meter: 'Return',
  guidance: {
    silent: () => 'Play something, or check the level.',
    quiet: () => 'Too quiet: turn the input’s gain up.',
    good: () => 'A good level.',
    clipping: (fullScale: number) => `${clipping(fullScale)} Turn the input’s gain down.`,
  } satisfies Record<LevelVerdict, (fullScale: number) => string>,

  level: 'Level',
  levelAbout: 'Plays the loudest parts of the capture signal for six seconds and looks at what comes back.',
  check: 'Check the level',
  checking: 'Checking the level',
  verdict: {
    silent: () => ({
      title: 'Nothing comes back.',
      advice: 'Check the cables, the chosen input and output, and whether the pedal is on.',
    }),
    quiet: (peak: number) => ({
      title: `Too quiet: the return peaks at ${decibels(peak)}.`,
      advice: 'Turn up the input’s gain, or the pedal’s volume, until it peaks above −24 dB, and check again.',
    }),
    good: (peak: number) => ({
      title: `A good level: the return peaks at ${decibels(peak)}.`,
      advice: 'Leave everything as it is and record.',
    }),
    clipping: (_peak: number, fullScale: number) => ({
      title: clipping(fullScale),
      advice: 'Turn down the input’s gain, not the pedal, and check again.',
    }),
  } satisfies Record<LevelVerdict, (peak: number, fullScale: number) => { title: string; advice: string }>,
  roundTrip: (samples: number, sampleRate: number) =>
    `Round trip ${samples} samples, ${((1000 * samples) / sampleRate).toFixed(1)} ms.`,
  noRoundTrip: 'What came back could not be matched with what was played: is it the pedal’s return?',

  take: 'Take',
  name: 'Name',
  namePlaceholder: 'My pedal',
  settings: 'Knobs of the pedal',
  settingsHint: 'Such as gain=0.25, tone=0.5. Takes of one name at several settings train a preset with knobs.',
  settingsWrong: (found: string) => `Expected names and numbers such as gain=0.25, tone=0.5; found “${found}”.`,
  settingsTwice: (name: string) => `Expected each knob once; found “${name}” twice.`,
  length: 'Length',
  lengths: [
    { value: '20', label: '20 s, to try it' },
    { value: '60', label: '1 minute' },
    { value: '120', label: '2 minutes, for most pedals' },
    { value: '300', label: '5 minutes, for slow or complicated ones' },
  ],
  record: 'Record',
  preparing: 'Preparing the signal',
  recording: 'Recording',
  left: (seconds: number) => `${Math.max(0, Math.ceil(seconds))} s to go`,
  stop: 'Stop',
  needs: 'Choose the devices first.',
  silence: 'A pedal is being recorded, and would hear it. Wait for the end of the take, or stop it.',

  problems: {
    refused: {
      title: 'The browser may not use the microphone.',
      advice:
        'Allow it for this page: by the sign beside the address, and in the system’s settings for privacy. Then choose the devices again.',
    },
    'no-input': {
      title: 'There is no audio input.',
      advice: 'Connect the interface, switch it on, and choose the devices again.',
    },
    busy: {
      title: 'The audio input cannot be opened.',
      advice: 'Another program may hold it. Close that, or choose another input, and try again.',
    },
    gone: {
      title: 'The chosen input is not there any more.',
      advice: 'Connect it again if need be, and choose the devices again: the system’s own is taken first.',
    },
    'no-output': {
      title: 'The audio output cannot be opened.',
      advice: 'Connect it if need be, and choose the devices again: the system’s own is taken first.',
    },
    insecure: {
      title: 'The browser gives sound only to pages of this computer.',
      advice: 'Open the address that “tonewright studio” printed.',
    },
    unknown: { title: 'The audio interface cannot be opened.', advice: 'Choose another one, and try again.' },
  } satisfies Record<OpenProblem, { title: string; advice: string }>,
  interruptions: {
    stopped: { title: 'Stopped before its end.', advice: 'Record it again.' },
    'input-lost': {
      title: 'The audio input went away.',
      advice: 'Connect it again, choose the devices, and record again.',
    },
    'output-lost': {
      title: 'The audio output went away.',
      advice: 'Connect it again, choose the devices, and record again.',
    },
    suspended: {
      title: 'The browser held the sound.',
      advice: 'Keep this page in front and the computer awake while it records, and record again.',
    },
    stalled: {
      title: 'The audio interface stopped answering.',
      advice: 'Connect it again, choose the devices, and record again.',
    },
  } satisfies Record<Interruption, { title: string; advice: string }>,
  resume: 'Let the sound go on',
  gaps: (count: number, milliseconds: number) =>
    `The computer left out ${milliseconds.toFixed(1)} ms of sound in ${count} ${count === 1 ? 'place' : 'places'}.`,
  gapsAdvice: 'Close other programs and record again.',

  keptTitle: 'Takes in this page',
  keptAbout: 'These are not in the studio’s folder yet. Keep the page open until they are sent or saved.',
  keptFacts: (seconds: number, planned: number) => `${seconds.toFixed(1)} s of ${planned} s`,
  sending: 'Sending…',
  sendAgain: 'Send it again',
  sendAllTheSame: 'Use it all the same',
  saveFile: 'Save as a file',
  discard: 'Throw it away',
  takeClipped: clipping,
  takeClippedAdvice: 'The input could not follow the pedal. Turn down the input’s gain and record it again.',
  retake: 'Record it again',
  taken: 'Taken',
  state: ({ name, state }: Recording) => `${name}: ${studio.record.states[state]}`,
  takenEmpty: 'No takes yet',
  takenEmptyAbout: 'What you record here comes with its checks.',
};
