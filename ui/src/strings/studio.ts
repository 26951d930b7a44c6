import type { JobState, RecordingState } from '@tonewright/training/studio-api';
import { withMinus } from './minus.js';

/** Coarser the longer it is, so that it does not flicker. */
const spoken = (seconds: number) => {
  if (seconds > 5400) return `${(seconds / 3600).toFixed(1)} h`;
  return seconds > 90 ? `${Math.round(seconds / 60)} min` : `${Math.ceil(seconds / 5) * 5} s`;
};
const decibels = (value: number) => withMinus(`${value.toFixed(1)} dB`);

export const studio = {
  title: 'Tonewright Studio',
  pages: 'Pages of the studio',
  tabs: { capture: 'Capture', record: 'Recordings', train: 'Train', listen: 'Listen', library: 'Library' },
  lost: {
    title: 'The studio’s server does not answer.',
    advice:
      'Start it again with “tonewright studio” and open the address that it prints. Trainings go on from where they were.',
  },
  name: 'Name',
  remove: 'To the bin',
  removed: (name: string) => `${name} is in the bin.`,
  undo: 'Undo',
  rename: 'Rename',
  renameTitle: (name: string) => `Rename ${name}`,
  save: 'Save',
  reading: 'Reading the folder…',
  dropElsewhere: 'Drop WAV files on the page Recordings, and presets on the page Library.',
  training: (percent: number) => `Training ${percent} %`,
  titleOf: (activity: string, page: string) => [activity, page, 'Tonewright Studio'].filter(Boolean).join(' · '),
  record: {
    files: 'From two WAV files',
    filesAbout:
      'Play the capture signal, or one of your own, through your pedal or amp, record what comes back, and give both files here.',
    signal: 'Download the capture signal (2 minutes)',
    dry: 'Choose the dry file',
    wet: 'Choose the recorded file',
    none: 'no file yet',
    drop: 'Drop the recorded file, or the dry and the recorded one.',
    notWav: (name: string) => `Expected WAV files; found ${name}. Export it as WAV and drop it again.`,
    dryIs: 'What was played',
    dryFile: 'A file of yours',
    drySignal: (seconds: number) => `The capture signal of ${seconds < 60 ? `${seconds} s` : `${seconds / 60} min`}`,
    again: 'Check again',
    deviceKnobs: 'Its knobs',
    send: 'Add and check',
    sending: 'Sending…',
    device: 'Try it without a pedal',
    deviceAbout: 'A virtual device stands in for a pedal: it plays the capture signal and records itself.',
    deviceLabel: 'Virtual device',
    make: 'Record it',
    list: 'Recordings',
    empty: 'No recordings yet',
    emptyAbout: 'Give two files, or take a virtual device.',
    states: {
      checking: 'checking',
      ready: 'ready to train',
      unusable: 'cannot be used',
      failed: 'failed',
    } satisfies Record<RecordingState, string>,
    more: (name: string) => `More to do with ${name}`,
    download: { dry: 'Download what was played', wet: 'Download what was recorded' },
    facts: (taken: string, seconds: number, rate: number, delay?: number) =>
      `${taken}, ${seconds.toFixed(1)} s at ${rate} Hz${
        delay === undefined ? '' : `, round trip ${delay} samples (${((1000 * delay) / rate).toFixed(1)} ms)`
      }`,
    findings: 'What the checks found',
  },
  train: {
    start: 'A new training',
    recording: 'Recording',
    takes: (name: string, count: number) => `${name}: ${count} takes at several settings`,
    whichTakes: 'Takes to train on',
    range: {
      min: (knob: string) => `${knob}: lowest`,
      max: (knob: string) => `${knob}: highest`,
      wrong: 'Expected a number above the lowest.',
    },
    begin: 'Train',
    list: 'Trainings',
    empty: 'No trainings yet',
    emptyAbout: 'Choose a recording and a model. One trains at a time; the others wait.',
    needs: 'Add a recording that passes its checks first.',
    stop: 'Stop and keep the best',
    resume: 'Go on',
    states: {
      queued: 'waiting',
      training: 'training',
      stopping: 'stopping',
      stopped: 'stopped',
      finished: 'finished',
      failed: 'failed',
    } satisfies Record<JobState, string>,
    epochs: (done: number, planned?: number, secondsLeft?: number) => {
      if (!planned) return 'preparing';
      const left = secondsLeft === undefined ? '' : `, about ${spoken(secondsLeft)} to go`;
      return `${done} of ${planned} passes${left}`;
    },
    curve: (name: string, text: string) => `Error of ${name} over the passes: ${text}`,
    esr: (esr: number) => `error ${(100 * esr).toPrecision(2)} % (${decibels(10 * Math.log10(esr))})`,
    noEsr: 'no figure yet',
    curves: { loss: 'Training loss', esr: 'Error on the part kept from training' },
    preview: {
      title: 'Waveform and spectrograms',
      target: 'Device',
      preset: 'Preset',
      difference: 'Difference',
      wave: (epoch: number) => `Waveforms of device and preset after pass ${epoch}`,
      spectrogram: (of: string) => `Spectrogram: ${of}`,
      about: (epoch: number, milliseconds: number, at: number, seconds: number) =>
        `After pass ${epoch}: ${milliseconds.toFixed(0)} ms at ${at.toFixed(1)} s; below, all ${seconds.toFixed(0)} s that are kept from training, from 50 Hz up.`,
    },
  },
  listen: {
    start: 'A listening test',
    material: 'What is played',
    from: 'The part begins at',
    fromText: (seconds: number) => `${seconds.toFixed(0)} s`,
    presets: 'Presets to rate',
    noneRated: 'Choose the presets to rate.',
    noPresets: 'Train a preset or add one to the library first.',
    needsDevice: 'A rating needs a recording of the device as its reference. Choose one, or A/B/X.',
    anchor: 'Anchor, a sound that is known to be bad',
    anchors: { none: 'none', dry: 'the dry sound' },
    sides: { a: 'A', b: 'B' },
    sounds: { dry: 'Dry', target: 'Device' },
    sameSides: 'Choose two different sounds.',
    trials: 'Trials',
    trialsHint: 'Of 12 trials, 10 right are no longer chance.',
    preparing: 'The presets are being played.',
    rates: (found: string) => `Presets of one test need one sample rate; found ${found}. Choose others.`,
    list: 'Results',
    empty: 'No results yet',
    emptyAbout: 'What you and others answer is kept here, by name.',
    notSaved: 'These answers are not saved yet.',
    save: 'Save again',
    sitting: (listener: string, answers: number, when: string) =>
      `${listener}, ${answers} ${answers === 1 ? 'answer' : 'answers'}, ${when}`,
  },
  sound: {
    listen: 'Listen',
    player: 'Player',
    heard: 'What is heard',
    choices: { dry: 'Dry', target: 'Device', preset: 'Preset' },
    material: 'Played on',
    loop: 'A dry guitar',
    kept: (training: string) => `The part kept from “${training}”`,
    level: 'Level',
    stop: 'Stop',
    starting: 'Preparing the sound.',
  },
};
