import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Values } from '../../ui/src/plugin/values.js';

// A page that draws 60 pictures a second.
let sent: Record<string, unknown>[];
let values: Values;
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw, 16));
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
  sent = [];
  values = new Values((type, fields) => sent.push({ type, ...fields }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const sets = (id: string) => sent.filter((message) => message.type === 'set' && message.id === id);

test('1,000 changes a second go out once a picture, and the last one always', () => {
  values.gesture('bass', 'begin');
  for (let i = 1; i <= 1000; i += 1) {
    values.set('bass', i / 1000);
    vi.advanceTimersByTime(1);
  }
  values.gesture('bass', 'end');
  expect(sets('bass').length).toBeGreaterThan(30);
  expect(sets('bass').length).toBeLessThan(70);
  expect(sets('bass').at(-1)).toMatchObject({ value: 1 });
  expect(sent[0]).toEqual({ type: 'gesture', id: 'bass', phase: 'begin' });
  expect(sent.at(-1)).toEqual({ type: 'gesture', id: 'bass', phase: 'end' });
});

test('several parameters at once lose none of their last values', () => {
  for (let i = 1; i <= 500; i += 1) {
    values.set('bass', i / 500);
    values.set('mid', 1 - i / 500);
  }
  vi.advanceTimersByTime(50);
  expect(sets('bass')).toEqual([{ type: 'set', id: 'bass', value: 1 }]);
  expect(sets('mid')).toEqual([{ type: 'set', id: 'mid', value: 0 }]);
});

test('a page that is not drawn sends all the same', () => {
  vi.stubGlobal('requestAnimationFrame', () => 1);
  values.set('bass', 0.25);
  vi.advanceTimersByTime(100);
  expect(sets('bass')).toEqual([{ type: 'set', id: 'bass', value: 0.25 }]);
});

test('an old echo does not move a knob that is held; its text shows at once', () => {
  values.take([{ id: 'bass', value: 0.5, text: '0.00 dB' }]);
  values.gesture('bass', 'begin');
  values.set('bass', 0.9);
  vi.advanceTimersByTime(5000);
  values.take([{ id: 'bass', value: 0.7, text: '4.80 dB' }]);
  expect(values.get('bass')).toEqual({ id: 'bass', value: 0.9, text: '4.80 dB' });
});

test('once it is let go, what the plugin says counts', () => {
  values.gesture('bass', 'begin');
  values.set('bass', 0.9);
  values.gesture('bass', 'end');
  values.take([{ id: 'bass', value: 0.75, text: '6.00 dB' }]);
  expect(values.get('bass').value).toBe(0.9);
  vi.advanceTimersByTime(250);
  expect(values.get('bass')).toEqual({ id: 'bass', value: 0.75, text: '6.00 dB' });
});

test('only those who look at a parameter hear of it', () => {
  const [bass, mid] = [vi.fn(), vi.fn()];
  values.subscribe('bass', bass);
  const stop = values.subscribe('mid', mid);
  values.take([{ id: 'bass', value: 0.1, text: 'x' }]);
  values.take([{ id: 'bass', value: 0.1, text: 'x' }]);
  expect([bass.mock.calls.length, mid.mock.calls.length]).toEqual([1, 0]);
  stop();
  values.take([{ id: 'mid', value: 0.1, text: 'x' }]);
  expect(mid).not.toHaveBeenCalled();
});
