import { useEffect, useRef } from 'react';

/** Single keys for the page as a whole, but not while a text is typed. */
export function useKeys(actions: Record<string, () => void>): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const take = (event: KeyboardEvent) => {
      const { target, key, ctrlKey, altKey, metaKey, repeat } = event;
      if (ctrlKey || altKey || metaKey || repeat) return;
      if (target instanceof HTMLInputElement && target.type !== 'range') return;
      if (target instanceof HTMLSelectElement) return;
      const act = latest.current[key.toLowerCase()];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', take);
    return () => removeEventListener('keydown', take);
  }, []);
}
