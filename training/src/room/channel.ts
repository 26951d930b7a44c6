import { type Audio, toMono } from '../audio/channels.js';
import { UserError } from '../errors.js';

const names: Record<string, number> = { left: 0, right: 1 };

/** @param choice `left`, `right`, `mean` or the channel's number, counted from 1. @throws UserError for another */
export function chooseChannel(audio: Audio, choice: string): Float32Array {
  if (choice === 'mean') return toMono(audio);
  const index = names[choice] ?? Number(choice) - 1;
  const channel = audio.channels[index];
  if (channel) return channel;
  const count = audio.channels.length;
  throw new UserError(
    `--channel: expected left, right, mean or a number from 1 to ${count}, found '${choice}' for a file of ${count} channel(s).`,
  );
}
