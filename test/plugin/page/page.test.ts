import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from '../../ui/axe.js';

// The real plugin, its server and its page, in Debian's Chromium. `npm run build -- --plugin` builds the server.
const server = join(process.env.PLUGIN_BUILD ?? 'build/plugin', 'test/page/page_server');
const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const preset = 'tonewright-lstm6-knobs.json';
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A WAV file of 16 bits at 48 kHz: a single 1, then silence. */
function impulse(frames: number): Buffer {
  const wav = Buffer.alloc(44 + 2 * frames);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(48000, 24);
  wav.writeUInt32LE(96000, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(2 * frames, 40);
  wav.writeInt16LE(32767, 44);
  return wav;
}

describe.skipIf(!existsSync(server) || !existsSync(browserPath))('the page in a browser', () => {
  const home = mkdtempSync(join(tmpdir(), 'tonewright-page-'));
  const presets = join(home, 'presets');
  let plugin: ChildProcess;
  let browser: Browser;
  let page: Page;
  let url: string;
  const errors: string[] = [];

  beforeAll(async () => {
    mkdirSync(presets);
    for (const name of [preset, 'tonewright-gru8.json']) cpSync(join('test/parity/presets', name), join(presets, name));
    plugin = spawn(server, {
      env: { ...process.env, TONEWRIGHT_HOME: home, DISPLAY: '' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    url = await new Promise((resolve, reject) => {
      createInterface({ input: plugin.stdout! }).once('line', resolve);
      plugin.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    });
    browser = await chromium.launch({ executablePath: browserPath, args: quiet });
    page = await browser.newPage({ viewport: { width: 1500, height: 860 } });
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(url);
    await page.waitForSelector('#control-input');
  });

  afterAll(async () => {
    await browser?.close();
    plugin?.kill();
    rmSync(home, { recursive: true });
  });

  const textOf = (id: string, on = page) => on.locator(`.knob:has(#control-${id}) .knob-value`).textContent();
  const meterText = (name: string) => page.textContent(`#meter-${name} output`);

  test('shows what has a sound: levels, CPU and a spectrum', async () => {
    await expect.poll(() => meterText('input')).toBe('−12.0 dB');
    await expect.poll(() => page.textContent('#cpu')).toMatch(/^\d+\.\d %$/);
    // The line of the spectrum has the accent's colour; the axes have not.
    const amberPixels = () =>
      page.$eval('#spectrum', (element) => {
        const canvas = element as unknown as {
          width: number;
          height: number;
          getContext(kind: '2d'): { getImageData(...area: number[]): { data: Uint8ClampedArray } };
        };
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200 && data[i] - data[i + 2] > 90) count += 1;
        return count;
      });
    await expect.poll(amberPixels).toBeGreaterThan(100);
  });

  test('turns a knob by mouse, by key, by wheel and by typing, and back by double click', async () => {
    const knob = page.locator('#control-output');
    const box = (await knob.boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const before = await textOf('output');
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 30, y, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => textOf('output')).not.toBe(before);

    await knob.press('Home');
    await expect.poll(() => textOf('output')).toBe('-40.0 dB');
    await knob.press('ArrowUp');
    await expect.poll(() => textOf('output')).toBe('-39.4 dB');
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, -100);
    await expect.poll(() => textOf('output')).toBe('-38.1 dB');
    await knob.press('Enter');
    await page.keyboard.type('-6');
    await page.keyboard.press('Enter');
    await expect.poll(() => textOf('output')).toBe('-6.00 dB');
    // The reading holds a peak for a while.
    await expect.poll(() => meterText('output'), { timeout: 10_000 }).toBe('−18.0 dB');

    await knob.dblclick();
    await expect.poll(() => textOf('output')).toBe('0.00 dB');
    await expect.poll(() => knob.getAttribute('aria-valuetext')).toBe('0.00 dB');
  });

  test('moves finer with Shift', async () => {
    const travel = async (isFine: boolean) => {
      const knob = page.locator('#control-bass');
      await knob.press('Delete');
      await expect.poll(() => knob.getAttribute('aria-valuenow')).toBe('50');
      const box = (await knob.boundingBox())!;
      await page.mouse.move(box.x + 20, box.y + 20);
      if (isFine) await page.keyboard.down('Shift');
      await page.mouse.down();
      await page.mouse.move(box.x + 20, box.y - 20, { steps: 8 });
      await page.mouse.up();
      await page.keyboard.up('Shift');
      return Number(await knob.getAttribute('aria-valuenow')) - 50;
    };
    expect(await travel(false)).toBeCloseTo(20, 0);
    expect(await travel(true)).toBeCloseTo(2, 1);
    await page.locator('#control-bass').press('Delete');
  });

  test('undoes what a knob did, as one step', async () => {
    const knob = page.locator('#control-treble');
    const box = (await knob.boundingBox())!;
    await page.mouse.move(box.x + 20, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + 20, box.y - 30, { steps: 10 });
    await page.mouse.up();
    await expect.poll(() => textOf('treble')).toBe('6.00 dB');
    await page.keyboard.press('Control+z');
    await expect.poll(() => textOf('treble')).toBe('0.00 dB');
    await expect.poll(() => knob.getAttribute('aria-valuenow')).toBe('50');
    await page.click('#redo');
    await expect.poll(() => textOf('treble')).toBe('6.00 dB');
    await knob.press('Delete');
  });

  test('shows the same in a second page', async () => {
    const other = await browser.newPage();
    await other.goto(url);
    await other.waitForSelector('#control-mix');
    await other.locator('#control-mix').press('Home');
    await expect.poll(() => textOf('mix')).toMatch(/^0/);
    await other.locator('#control-mix').press('Delete');
    await expect.poll(() => textOf('mix')).toMatch(/^100/);
    await other.close();
  });

  test('1,000 changes within a second lose no last value, and another page shows it', async () => {
    const other = await browser.newPage();
    await other.goto(url);
    await other.waitForSelector('#control-mid');
    const box = (await page.locator('#control-mid').boundingBox())!;
    const start = { clientX: box.x + 20, clientY: box.y + 20, pointerId: 1, button: 0, bubbles: true };
    const milliseconds = await page.$eval(
      '#control-mid',
      async (knob, at) => {
        // Made by the page itself: the mouse of the test is too slow.
        const scope = globalThis as unknown as { PointerEvent: new (type: string, init: object) => Event };
        const fire = (type: string, part: object) =>
          knob.dispatchEvent(new scope.PointerEvent(type, { ...at, ...part }));
        (knob as unknown as { setPointerCapture(): void }).setPointerCapture = () => {};
        const begun = performance.now();
        fire('pointerdown', {});
        for (let i = 1; i <= 1000; i += 1) {
          fire('pointermove', { clientY: at.clientY - (i % 2 === 0 ? i / 20 : 100 - i / 20) });
          if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 15));
        }
        fire('lostpointercapture', {});
        return performance.now() - begun;
      },
      start,
    );
    expect(milliseconds).toBeLessThan(2000);
    await expect.poll(() => textOf('mid')).toBe('6.00 dB');
    await expect.poll(() => textOf('mid', other)).toBe('6.00 dB');
    await expect.poll(() => other.getAttribute('#control-mid', 'aria-valuenow')).toBe('75');
    await page.locator('#control-mid').press('Delete');
    await other.close();
  });

  test('finds presets in a folder and loads one with its knobs', async () => {
    await page.click('#folders summary');
    await page.fill('[name=folder]', presets);
    await page.press('[name=folder]', 'Enter');
    await expect.poll(() => page.locator('#entries li').count()).toBe(2);
    await page.fill('[name=search]', 'knobs');
    await expect.poll(() => page.locator('#entries li').count()).toBe(1);
    await page.click('#entries .entry');
    await expect.poll(() => page.locator('#entries li[aria-current]').count()).toBe(1);
    await expect.poll(() => page.textContent('#preset-name')).not.toBe('No preset');
    await expect.poll(() => page.locator('[role=slider][id^="control-knob"]:visible').count()).toBe(2);
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

  test('holds two settings, and copies one to the other', async () => {
    await page.locator('#control-input').press('End');
    await expect.poll(() => textOf('input')).toBe('24.0 dB');
    await page.click('#slot-b');
    await expect.poll(() => page.getAttribute('#slot-b', 'aria-pressed')).toBe('true');
    await page.locator('#control-input').press('Home');
    await expect.poll(() => textOf('input')).toBe('-24.0 dB');
    await page.click('#slot-a');
    await expect.poll(() => textOf('input')).toBe('24.0 dB');
    await page.click('#copy');
    await page.click('#slot-b');
    await expect.poll(() => page.getAttribute('#slot-b', 'aria-pressed')).toBe('true');
    await expect.poll(() => textOf('input')).toBe('24.0 dB');
    await page.locator('#control-input').press('Delete');
    await page.click('#slot-a');
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
    await drop(join('test/parity/presets', preset), 'dropped.json');
    await expect.poll(() => page.locator('[role=slider][id^="control-knob"]:visible').count()).toBe(2);
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
    const file = join(presets, preset);
    expect(await read(file)).toEqual({ status: 200, text: readFileSync(file, 'utf8') });
    const logged = errors.length;
    expect((await read('/etc/hostname')).status).toBe(404);
    errors.splice(logged); // the browser notes the 404
  });

  test.each([
    [600, 400, 'dark'],
    [600, 400, 'light'],
    [1280, 800, 'dark'],
    [1280, 800, 'light'],
    [2560, 1440, 'dark'],
  ] as const)(
    'has all of the chain on the screen at %i x %i, %s, and nothing that keeps people out',
    async (width, height, colorScheme) => {
      const other = await browser.newPage({ viewport: { width, height }, colorScheme });
      await other.goto(url);
      await other.waitForSelector('#control-presence');
      await other.waitForTimeout(300); // levels have come
      for (const id of ['control-input', 'control-presence', 'control-output', 'meter-output', 'settings-button']) {
        const box = (await other.locator(`#${id}`).boundingBox())!;
        expect(box.x + box.width, id).toBeLessThanOrEqual(width);
        expect(box.y + box.height, id).toBeLessThanOrEqual(height);
      }
      expect(await violations(other)).toEqual([]);
      await other.screenshot({ path: join(dirname(server), `page-${width}x${height}-${colorScheme}.png`) });
      await other.click('#settings-button');
      await other.waitForSelector('#control-levelMatch');
      await other.waitForTimeout(250); // the dialog has faded in
      expect(await violations(other)).toEqual([]);
      await other.close();
    },
  );

  test('is there within a second', async () => {
    const other = await browser.newPage();
    const begun = Date.now();
    await other.goto(url);
    await other.waitForSelector('#control-input');
    expect(Date.now() - begun).toBeLessThan(1000);
    await other.close();
  });

  test('says when the connection is lost, and comes back by itself with what has changed meanwhile', async () => {
    const other = await browser.newPage();
    let cut = () => {};
    await other.routeWebSocket(/bridge$/, (socket) => {
      const plug = socket.connectToServer();
      cut = () => {
        socket.close();
        plug.close();
      };
    });
    await other.goto(url);
    await other.waitForSelector('#control-presence');
    expect(await other.isVisible('#lost')).toBe(false);
    cut();
    await other.waitForSelector('#lost');
    await page.locator('#control-presence').press('End');
    await expect.poll(() => other.isVisible('#lost')).toBe(false);
    await expect.poll(() => textOf('presence', other)).toBe('12.0 dB');
    await page.locator('#control-presence').press('Delete');
    await expect.poll(() => textOf('presence', other)).toBe('0.00 dB');
    await other.close();
  });

  test('says when the plugin is gone', async () => {
    expect(errors).toEqual([]);
    expect(await page.isVisible('#lost')).toBe(false);
    plugin.stdin!.end();
    expect(await new Promise((resolve) => plugin.once('exit', resolve))).toBe(0);
    await expect.poll(() => page.isVisible('#lost')).toBe(true);
  });
});
