import { Command, CommanderError } from 'commander';

/** Each command's module is loaded only when it is asked for: `render` starts without the trainer's libraries. */
const commands: Record<
  string,
  { summary: string; load: () => Promise<{ define: (command: Command) => void | Promise<void> }> }
> = {
  signal: { summary: 'write the capture signal to play through a device', load: () => import('./commands/signal.js') },
  check: {
    summary: 'say whether a dry and a wet recording can be trained on',
    load: () => import('./commands/check.js'),
  },
  train: { summary: 'learn a device from dry and wet recordings', load: () => import('./commands/train.js') },
  eval: { summary: 'measure a preset against a recording', load: () => import('./commands/eval.js') },
  render: { summary: 'play a WAV file through a preset', load: () => import('./commands/render.js') },
  info: { summary: 'say what a preset or model file is', load: () => import('./commands/info.js') },
  convert: { summary: 'write a model file in another format', load: () => import('./commands/convert.js') },
  library: {
    summary: 'list the models of a folder: what loads, families, cost, loudness, problems',
    load: () => import('./commands/library.js'),
  },
  report: { summary: 'write the HTML report of a training', load: () => import('./commands/report.js') },
  study: { summary: 'run a published study anew, and the better way', load: () => import('./commands/study.js') },
  studio: {
    summary: 'serve the studio: capture, train and keep presets, in the browser',
    load: () => import('./commands/studio.js'),
  },
  firmware: {
    summary: 'build the firmware of a pedal with presets in it',
    load: () => import('./commands/firmware.js'),
  },
  fit: { summary: 'say whether presets fit on a pedal, and what would', load: () => import('./commands/fit.js') },
  ir: {
    summary: 'learn, render and measure the impulse responses of rooms, plates and springs',
    load: () => import('./commands/ir.js'),
  },
  device: { summary: 'play a WAV file through a virtual device', load: () => import('./commands/device.js') },
};

async function main(argv: string[]): Promise<void> {
  const program = new Command('tonewright')
    .description('Train an audio effect once; play it in a DAW, in a browser and on a pedal.')
    .version('0.1.0')
    .exitOverride();
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = program.command(name).description(summary);
    if (argv[2] === name || argv[3] === name) await (await load()).define(command);
  }
  await program.parseAsync(argv);
}

/** Errors that tell the user what to do; any other is a fault of the program and shows where it happened. */
const told = new Set(['UserError', 'AudioError', 'WriteError', 'PresetError', 'NativeError']);

main(process.argv).catch((error: unknown) => {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else if (error instanceof Error && told.has(error.name)) {
    console.error(`error: ${error.message}`);
    process.exitCode = 1;
  } else {
    console.error(error);
    process.exitCode = 70;
  }
});
