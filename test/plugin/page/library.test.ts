import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addFolder, canOpen, countKnobs, impulse, knobs, type Opened, openPlugin, textOfKnob } from './openPlugin.js';

describe.skipIf(!canOpen)('the library in the page', () => {
  let opened: Opened;
  let page: Opened['page'];
  let url: Opened['url'];
  let home: Opened['home'];
  let presets: Opened['presets'];
  let errors: Opened['errors'];

  beforeAll(async () => {
    opened = await openPlugin();
    ({ page, url, home, presets, errors } = opened);
  });
  afterAll(() => opened?.close());

  const textOf = (id: string) => textOfKnob(page, id);

  test('finds presets in a folder and loads one with its knobs', async () => {
    await addFolder(page, presets);
    await expect.poll(() => page.locator('#entries li').count()).toBe(2);
    await page.fill('[name=search]', 'knobs');
    await expect.poll(() => page.locator('#entries li').count()).toBe(1);
    await page.click('#entries .entry');
    await expect.poll(() => page.locator('#entries li[aria-current]').count()).toBe(1);
    await expect.poll(() => page.textContent('#preset-name')).not.toBe('No preset');
    await expect.poll(() => countKnobs(page)).toBe(2);
  });

  test("a preset's knob goes back to the preset's own value", async () => {
    const knob = page.locator('#control-knob1');
    const first = await textOf('knob1');
    await knob.press('End');
    await expect.poll(() => textOf('knob1')).not.toBe(first);
    await knob.press('Delete');
    await expect.poll(() => textOf('knob1')).toBe(first);
  });

  test('keeps a favourite, and shows only those', async () => {
    await page.fill('[name=search]', '');
    await expect.poll(() => page.locator('#entries li').count()).toBe(2);
    await page.click('#entries li:last-child .star');
    await page.click('[role=search] .star');
    await expect.poll(() => page.locator('#entries li').count()).toBe(1);
    await page.click('[role=search] .star');
    await expect.poll(() => page.locator('#entries li').count()).toBe(2);
  });

  test('goes to the next preset by its button, and the sound with it', async () => {
    /** What the plugin plays of a steady tone: the share of its third harmonic, by the bridge's own spectrum. */
    const sound = () =>
      page.evaluate(
        (address) =>
          new Promise<number>((resolve) => {
            const { WebSocket } = globalThis as unknown as { WebSocket: new (url: string) => PlainSocket };
            interface PlainSocket {
              binaryType: string;
              send(text: string): void;
              close(): void;
              onopen: () => void;
              onmessage: (event: { data: string | ArrayBuffer }) => void;
            }
            const socket = new WebSocket(address);
            socket.binaryType = 'arraybuffer';
            socket.onopen = () => {
              socket.send('{"v":1,"type":"hello"}');
              socket.send('{"v":1,"type":"meters","rate":20,"spectrum":true}');
            };
            let frames = 0;
            socket.onmessage = ({ data }) => {
              if (typeof data === 'string') return;
              frames += 1;
              if (frames < 10) return; // what was heard before is gone
              const view = new DataView(data);
              const bins = view.getUint32(4, true);
              const at = (hertz: number) => {
                const bin = Math.round((hertz * 2 * bins) / view.getFloat32(8, true));
                return -0.5 * view.getUint8(16 + 16 * view.getUint8(1) + bin);
              };
              socket.close();
              resolve(at(3000) - at(1000));
            };
          }),
        `${url.replace('http', 'ws')}bridge`,
      );
    const before = await page.textContent('#preset-name');
    const soundBefore = await sound();
    await page.click('#next');
    await expect.poll(() => page.textContent('#preset-name')).not.toBe(before);
    expect(Math.abs((await sound()) - soundBefore)).toBeGreaterThan(3);
    await page.click('#previous');
    await expect.poll(() => page.textContent('#preset-name')).toBe(before);
  });

  test('opens a chosen file, and says why it does not open a broken one', async () => {
    const json = { name: 'broken.json', mimeType: 'application/json', buffer: Buffer.from('{"not": "a preset"}') };
    await page.setInputFiles('.library-foot input[type=file]', json);
    await expect
      .poll(() => page.locator('.toast-problem').allTextContents())
      .toEqual([expect.stringContaining('broken')]);
    await page.setInputFiles('.library-foot input[type=file]', join('test/parity/presets/tonewright-gru8.json'));
    await expect.poll(() => page.textContent('#open-library')).toContain('GRU');
    await page.click('#settings-button');
    await expect.poll(() => page.textContent('#metadata')).toContain('GRU');
    await expect.poll(() => page.textContent('#problems')).toContain('broken');
    await page.keyboard.press('Escape');
  });

  test('takes what is dropped on it: a preset, and a WAV file as cabinet', async () => {
    const drop = async (file: string, name: string) => {
      const transfer = await page.evaluateHandle(
        ({ base64, title }) => {
          const scope = globalThis as unknown as {
            DataTransfer: new () => { items: { add(file: File): void } };
          };
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          const made = new scope.DataTransfer();
          made.items.add(new File([bytes], title));
          return made;
        },
        { base64: readFileSync(file).toString('base64'), title: name },
      );
      await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
      await expect.poll(() => page.isVisible('.drop')).toBe(true);
      await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
      expect(await page.isVisible('.drop')).toBe(false);
    };
    await drop(join('test/parity/presets', knobs), 'dropped.json');
    await expect.poll(() => countKnobs(page)).toBe(2);
    const wav = join(home, 'box.wav');
    writeFileSync(wav, impulse(480));
    await drop(wav, 'box.wav');
    await expect.poll(() => page.textContent('#cabinet-name')).toContain('box');
    await page.click('button[aria-label="Remove"]');
    await expect.poll(() => page.textContent('#cabinet-name')).toBe('No impulse response');
  });

  test('reads a preset of the library for hearing it, and no other file', async () => {
    const read = (path: string) =>
      page.evaluate(async (asked) => {
        const answer = await fetch(`preset?path=${encodeURIComponent(asked)}`);
        return { status: answer.status, text: await answer.text() };
      }, path);
    const file = join(presets, knobs);
    expect(await read(file)).toEqual({ status: 200, text: readFileSync(file, 'utf8') });
    const logged = errors.length;
    expect((await read('/etc/hostname')).status).toBe(404);
    errors.splice(logged); // the browser notes the 404
  });

  test('reports no error', () => expect(errors).toEqual([]));
});
