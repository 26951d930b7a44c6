import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UserError } from '../errors.js';

const execute = promisify(execFile);
const source = fileURLToPath(new URL('../../../firmware', import.meta.url));

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
