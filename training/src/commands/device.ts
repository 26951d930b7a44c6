import type { Command } from 'commander';
import { readWav, writeWav } from '../audio/wav.js';
import { DEVICES, findDevice } from '../devices/devices.js';
import { UserError } from '../errors.js';
import { printResult } from './output.js';

export function define(command: Command): void {
  command
    .argument('[device]', 'which device; without one they are listed')
    .option('--in <wav>', 'dry audio')
    .option('--out <wav>', 'file to write')
    .option('--set <control=value...>', 'positions of its knobs')
    .option('--json', 'print the result as one JSON object')
    .action(run);
}

interface Options {
  in?: string;
  out?: string;
  set?: string[];
  json?: boolean;
}

async function run(id: string | undefined, options: Options): Promise<void> {
  if (id === undefined) {
    const list = DEVICES.map(({ process: _, ...device }) => device);
    const knobs = (device: (typeof list)[number]) =>
      device.controls.map((c) => `${c.id} ${c.min} to ${c.max}${c.unit ? ` ${c.unit}` : ''}`).join(', ');
    printResult(
      options.json,
      { devices: list },
      list.map((d) => [d.id, `${d.description} Controls: ${knobs(d)}.`]),
    );
    return;
  }
  const device = findDevice(id);
  if (!options.in || !options.out) throw new UserError('Expected --in <wav> and --out <wav>.');
  const controls = Object.fromEntries((options.set ?? []).map(parseControl));
  const dry = await readWav(options.in);
  const channels = dry.channels.map((channel) => device.process(channel, dry.sampleRate, controls));
  await writeWav(options.out, { ...dry, channels });
  printResult(options.json, { device: id, controls, in: options.in, out: options.out }, [['wrote', options.out]]);
}

function parseControl(text: string): [string, number] {
  const [id, value] = text.split('=');
  const number = value ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw new UserError(`--set ${text}: expected <control>=<number>.`);
  return [id, number];
}
