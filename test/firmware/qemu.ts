import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const build = fileURLToPath(new URL('../../build/firmware', import.meta.url));

export const hostPedal = join(build, 'host/pedal');
export const armPedal = join(build, 'mps2-an500/pedal.elf');
export const armKernels = join(build, 'mps2-an500/kernels.elf');

const has = (program: string) => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Without the emulator or what it runs there is nothing to test: `npm test` installs and builds both. */
export const isEmulated = has('qemu-system-arm') && existsSync(armPedal) && existsSync(armKernels);

const lines = (text: string) => text.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));

/** Runs a program on QEMU's mps2-an500; what it prints is lines of JSON. */
export async function onQemu(elf: string, words: string[] = []) {
  const semihosting = ['enable=on', 'target=native', ...['pedal', ...words].map((word) => `arg=${word}`)].join(',');
  const { stdout } = await execute('qemu-system-arm', [
    ...['-M', 'mps2-an500', '-nographic', '-monitor', 'none', '-serial', 'none', '-icount', 'shift=6'],
    ...['-semihosting-config', semihosting, '-kernel', elf],
  ]);
  return lines(stdout);
}

export const onHost = async (words: string[]) => lines((await execute(hostPedal, words)).stdout);
