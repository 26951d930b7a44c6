// Builds the pages into dist/plugin, dist/studio, dist/listening, dist/gallery and dist/sound. A page that is newer than all it is made of stays.
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const here = import.meta.dirname;
const root = join(here, '..');
const made = ['plugin', 'studio', 'listening', 'gallery', 'sound'].filter((mode) =>
  existsSync(join(here, 'src', mode, 'main.tsx')),
);
const sources = ['src', 'index.html', 'assets', 'vite.config.ts', 'package.json'].map((name) => join(here, name));
sources.push(join(root, 'package-lock.json'), join(root, 'presets/parameters.json'), join(root, 'native/wasm/dist'));
for (const name of ['metrics/loudness', 'audio/filters', 'audio/random'])
  sources.push(join(root, `training/src/${name}.ts`));

/** When the newest file in `path` was written, in ms; 0 for what is not there. */
function newest(path) {
  if (!existsSync(path)) return 0;
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const changed = Math.max(...sources.map(newest));
for (const mode of made) {
  const page = join(here, 'dist', mode, 'index.html');
  if (existsSync(page) && statSync(page).mtimeMs > changed) continue;
  const started = new Date();
  await build({ configFile: join(here, 'vite.config.ts'), mode, logLevel: 'warn' });
  utimesSync(page, started, started); // what changed while it was built makes it old
}
