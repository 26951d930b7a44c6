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

/** The page's ground and its accent, of the light theme or the dark one: design/tokens.css. */
const themes = [
  { ground: 0xf5f2ec, accent: 0x9a5b00 },
  { ground: 0x151311, accent: 0xf0a63a },
];

/** The page stands in the window: its ground on a good part of the screen, and what is lit on it. */
function showsPage(picture: Picture): boolean {
  const large = coloursOf(picture, 0.1 * picture.width * picture.height);
  const present = coloursOf(picture, 30);
  return themes.some(({ ground, accent }) => large.includes(ground) && present.includes(accent));
}

test('the standalone program opens without an audio device and shows the page in its editor', async () => {
  expect(coloursOf(await screen.picture()).length).toBeLessThan(3);
  program = start();
  const picture = await screen.pictureWhen(showsPage);
  await writePng(join(dirname(standalone), 'editor.png'), picture);
  expect(program.exitCode).toBe(null);
  expect(showsPage(picture)).toBe(true);
});
