import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UserError } from '../errors.js';

const execute = promisify(execFile);
const source = fileURLToPath(new URL('../../../firmware', import.meta.url));

const isInstalled = (program: string) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** What is missing to build for a board, in sentences that say how to get it. */
export function missingFor(board: string, libDaisy?: string): string[] {
  const missing: string[] = [];
  const programs = ['cmake', 'ninja', 'arm-none-eabi-gcc'].filter((program) => !isInstalled(program));
  if (programs.length > 0)
    missing.push(
      `${programs.join(', ')} ${programs.length === 1 ? 'is' : 'are'} not installed: 'npm run setup' does it.`,
    );
  if (board === 'daisy-seed' && !(libDaisy && existsSync(join(libDaisy, 'cmake/DaisyDefaultBuild.cmake'))))
    missing.push(
      `libDaisy is not ${libDaisy ? `in ${libDaisy}` : 'known'}: set LIBDAISY_DIR to a checkout of it with its submodules, and start again.`,
    );
  return missing;
}

/**
 * Configures and builds `firmware/` for a board with this bank in it, in `folder`. `libDaisy`: its checkout, for boards
 * that have it. @throws UserError when a tool is missing or the build fails, with what it said last
 */
export async function buildFirmware(board: string, bank: string, folder: string, libDaisy?: string): Promise<void> {
  const settings = [
    `-DFIRMWARE_BOARD=${board}`,
    `-DFIRMWARE_BANK=${bank}`,
    ...(libDaisy ? [`-DLIBDAISY_DIR=${libDaisy}`] : []),
  ];
  try {
    await execute('cmake', ['-S', source, '-B', folder, '-G', 'Ninja', ...settings]);
    await execute('cmake', ['--build', folder], { maxBuffer: 64 * 2 ** 20 });
  } catch (error) {
    const {
      code,
      stdout = '',
      stderr = '',
      message,
    } = error as NodeJS.ErrnoException & { stdout?: string; stderr?: string };
    if (code === 'ENOENT') throw new UserError("cmake was not found. Install the packages: 'npm run setup'.");
    const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-20).join('\n') || message;
    throw new UserError(`The firmware could not be built in ${folder}:\n${said}`);
  }
}
