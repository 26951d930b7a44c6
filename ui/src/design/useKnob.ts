/** How a knob follows pointer, wheel and keys: relative, fine with Shift, one gesture for one movement. */
import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useRef } from 'react';

const DRAG_PIXELS = 200; // for the whole range
const FINE = 0.1; // of the normal speed, with Shift
const STEP = 0.01;
const BIG_STEP = 0.1;
const WHEEL_END_MS = 300; // the wheel says not when it ends

export interface KnobMoves {
  value: number;
  defaultValue: number;
  onGesture?: (phase: 'begin' | 'end') => void;
  onChange: (value: number) => void;
}

const clamp = (value: number) => Math.min(1, Math.max(0, value));

/** Where a key leads from `value`; undefined for keys that mean nothing to a knob. */
export function valueAfterKey(key: string, isFine: boolean, value: number, defaultValue: number): number | undefined {
  const step = isFine ? STEP * FINE : STEP;
  switch (key) {
    case 'ArrowUp':
    case 'ArrowRight':
      return clamp(value + step);
    case 'ArrowDown':
    case 'ArrowLeft':
      return clamp(value - step);
    case 'PageUp':
      return clamp(value + BIG_STEP);
    case 'PageDown':
      return clamp(value - BIG_STEP);
    case 'Home':
      return 0;
    case 'End':
      return 1;
    case 'Delete':
    case 'Backspace':
      return defaultValue;
    default:
      return undefined;
  }
}

export function useKnob(moves: KnobMoves) {
  const latest = useRef(moves);
  latest.current = moves;
  /** The place while it is moved: finer than what comes back. */
  const held = useRef<number | undefined>(undefined);
  const wheelTimer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const element = useRef<HTMLDivElement>(null);

  const move = useCallback((to: (from: number) => number) => {
    if (held.current === undefined) {
      held.current = latest.current.value;
      latest.current.onGesture?.('begin');
    }
    held.current = clamp(to(held.current));
    latest.current.onChange(held.current);
  }, []);

  const release = useCallback(() => {
    clearTimeout(wheelTimer.current);
    if (held.current === undefined) return;
    held.current = undefined;
    latest.current.onGesture?.('end');
  }, []);

  const reset = useCallback(() => {
    move(() => latest.current.defaultValue);
    release();
  }, [move, release]);

  useEffect(() => {
    const knob = element.current;
    // React's wheel listener is passive and could not keep the page from scrolling.
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey) return; // enlarges the page
      event.preventDefault();
      const distance = event.deltaY || event.deltaX; // Shift turns it sideways on some systems
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? distance / 100 : distance / 3;
      move((from) => from - lines * 2 * (event.shiftKey ? STEP * FINE : STEP));
      clearTimeout(wheelTimer.current);
      wheelTimer.current = setTimeout(release, WHEEL_END_MS);
    };
    knob?.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      knob?.removeEventListener('wheel', onWheel);
      release();
    };
  }, [move, release]);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    const knob = event.currentTarget;
    knob.focus({ preventScroll: true });
    event.preventDefault();
    knob.setPointerCapture(event.pointerId);
    let { clientX: x, clientY: y } = event;
    const onMove = (to: globalThis.PointerEvent) => {
      const pixels = to.clientX - x - (to.clientY - y); // right and up are more
      x = to.clientX;
      y = to.clientY;
      if (pixels !== 0) move((from) => from + (pixels / DRAG_PIXELS) * (to.shiftKey ? FINE : 1));
    };
    const onEnd = () => {
      knob.removeEventListener('pointermove', onMove);
      release();
    };
    knob.addEventListener('pointermove', onMove);
    knob.addEventListener('lostpointercapture', onEnd, { once: true });
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { value, defaultValue } = latest.current;
    const next = valueAfterKey(event.key, event.shiftKey, held.current ?? value, defaultValue);
    if (next === undefined) return;
    event.preventDefault();
    move(() => next);
  };

  return { ref: element, onPointerDown, onKeyDown, onKeyUp: release, onBlur: release, onDoubleClick: reset };
}
