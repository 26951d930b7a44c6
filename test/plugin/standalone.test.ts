import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { standalone } from './host.js';
import { coloursOf, type Picture, Screen, writePng } from './screen.js';

let home: string;
let screen: Screen;
let program: ChildProcess;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tonewright-standalone-'));
  screen = await Screen.open();
});
afterEach(async () => {
  if (program?.exitCode === null) {
    program.kill('SIGKILL');
    await once(program, 'exit');
  }
  await screen.close();
  await rm(home, { recursive: true, force: true });
});

function start(): ChildProcess {
  const { WAYLAND_DISPLAY: _, ...env } = process.env;
  return spawn(standalone, {
    env: { ...env, HOME: home, XDG_CONFIG_HOME: home, TONEWRIGHT_HOME: home, DISPLAY: screen.display },
    stdio: 'ignore',
  });
}

/** Has text: many shades between the colours of a surface and of what is written on it. */
const isDrawn = (picture: Picture) => coloursOf(picture).length > 50;

test('the standalone program opens without an audio device and shows its editor', async () => {
  expect(coloursOf(await screen.picture()).length).toBeLessThan(3);
  program = start();
  const picture = await screen.pictureWhen(isDrawn);
  await writePng(join(dirname(standalone), 'editor.png'), picture);
  expect(program.exitCode).toBe(null);
  expect(isDrawn(picture)).toBe(true);
  const surface = coloursOf(picture, 0.01 * picture.width * picture.height);
  expect(surface.length).toBeGreaterThan(1);
}, 120_000);
