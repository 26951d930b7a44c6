/** What stays while one goes to another page of the studio and back, and when the page is loaded again. */
import { useState } from 'react';

function read<T>(key: string): T | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '');
  } catch {
    return undefined; // nothing yet, or a browser that keeps nothing
  }
}

export const keptOr = <T>(key: string, standard: T): T => read<T>(key) ?? standard;

export function keep(key: string, value: unknown): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full, or not allowed: it is forgotten with the page.
  }
}

/** Like useState, for values that JSON can hold. */
export function useKept<T>(key: string, initial: T): [T, (next: T) => void] {
  const [value, setValue] = useState(() => keptOr(key, initial));
  const set = (next: T) => {
    keep(key, next);
    setValue(next);
  };
  return [value, set];
}
