import { useEffect, useMemo, useRef, useState } from 'react';
import { Booth } from './booth.js';
import type { Item } from './test.js';

export interface BoothControls {
  /** Why there is no sound. */
  problem?: string;
  hear(place: number): void;
  stop(): void;
  setSection(start: number, end: number): void;
  setVolume(volume: number): void;
  /** Of the loop, in seconds; undefined when nothing plays. */
  position(): number | undefined;
}

/** A booth for the item; a new one for each. */
export function useBooth(item: Item): BoothControls {
  const booth = useRef<Booth | undefined>(undefined);
  const volume = useRef(1);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const sounds = item.sounds.map(({ samples }) => samples);
    try {
      booth.current = new Booth(sounds, item.sampleRate);
      booth.current.setVolume(volume.current);
    } catch (error) {
      setProblem((error as Error).message);
    }
    return () => void booth.current?.close();
  }, [item]);
  const controls = useMemo(
    () => ({
      hear: (place: number) => void booth.current?.hear(place).catch((error: Error) => setProblem(error.message)),
      stop: () => booth.current?.stop(),
      setSection: (start: number, end: number) => booth.current?.setSection(start, end),
      setVolume: (next: number) => {
        volume.current = next;
        booth.current?.setVolume(next);
      },
      position: () => (booth.current?.isRunning ? booth.current.position : undefined),
    }),
    [],
  );
  return { problem, ...controls };
}
