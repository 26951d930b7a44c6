import { useState } from 'react';
import { TextField } from '../../design/index.js';
import { capture as text } from '../../strings/capture.js';
import { useKept } from '../kept.js';
import { readKnobValues } from './knobValues.js';

interface KnobValues {
  text: string;
  error?: string;
  type: (text: string) => void;
  /** Nothing when they cannot be read; the field then says why. */
  read: () => Record<string, number> | undefined;
}

/** @param key what is typed is kept under it */
export function useKnobValues(key: string): KnobValues {
  const [typed, setTyped] = useKept(key, '');
  const [error, setError] = useState<string>();
  const type = (now: string) => {
    setTyped(now);
    setError(undefined);
  };
  const read = () => {
    try {
      return readKnobValues(typed);
    } catch (wrong) {
      setError((wrong as Error).message);
      return undefined;
    }
  };
  return { text: typed, error, type, read };
}

/** Where the pedal's knobs were, as `gain=0.25, tone=0.5`. */
export function KnobValuesField({ knobs }: { knobs: KnobValues }) {
  return (
    <TextField
      label={text.settings}
      value={knobs.text}
      maxLength={500}
      hint={text.settingsHint}
      error={knobs.error}
      onChange={({ target }) => knobs.type(target.value)}
    />
  );
}
