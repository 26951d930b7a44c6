/** A screen that nobody sees, and pictures of it. Needs Debian's package xvfb. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

export interface Picture {
  width: number;
  height: number;
  /** Red, green and blue of each pixel, row by row. */
  rgb: Uint8Array;
}

export class Screen {
  private constructor(
    readonly display: string,
    private readonly server: ChildProcess,
    private readonly folder: string,
  ) {}

  static async open(width = 1280, height = 960): Promise<Screen> {
    const folder = await mkdtemp(join(tmpdir(), 'tonewright-screen-'));
    const words = ['-displayfd', '1', '-screen', '0', `${width}x${height}x24`, '-fbdir', folder, '-nolisten', 'tcp'];
    const server = spawn('Xvfb', words, { stdio: ['ignore', 'pipe', 'ignore'] });
    const [number] = await Promise.race([
      once(server.stdout, 'data'),
      once(server, 'error').then(([error]) => Promise.reject(new Error(`Xvfb (package xvfb): ${error.message}`))),
    ]);
    return new Screen(`:${String(number).trim()}`, server, folder);
  }

  async picture(): Promise<Picture> {
    return fromXwd(await readFile(join(this.folder, 'Xvfb_screen0')));
  }

  /** Waits for a picture that is as wanted; gives the last one, as it may be, when the time is over. */
  async pictureWhen(isWanted: (picture: Picture) => boolean, seconds = 60): Promise<Picture> {
    const end = Date.now() + 1000 * seconds;
    while (true) {
      const picture = await this.picture();
      if (isWanted(picture) || Date.now() > end) return picture;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  async close(): Promise<void> {
    const isGone = this.server.exitCode === null ? once(this.server, 'exit') : undefined;
    this.server.kill();
    await isGone;
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The X window dump that Xvfb keeps of its screen: XWDFile.h. */
function fromXwd(dump: Buffer): Picture {
  const field = (place: number) => dump.readUInt32BE(4 * place);
  const [width, height, bitsPerPixel, bytesPerLine] = [field(4), field(5), field(11), field(12)];
  const isLittleEndian = field(7) === 0;
  if (bitsPerPixel !== 32) throw new Error(`expected 32 bits a pixel, found ${bitsPerPixel}`);
  const start = field(0) + 12 * field(19);
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = start + y * bytesPerLine + 4 * x;
      for (let c = 0; c < 3; c++) rgb[to++] = dump[isLittleEndian ? from + 2 - c : from + 1 + c];
    }
  }
  return { width, height, rgb };
}

/** Of the picture's colours, those of at least `pixels` pixels. */
export function coloursOf({ rgb }: Picture, pixels = 1): number[] {
  const counts = new Map<number, number>();
  for (let i = 0; i < rgb.length; i += 3) {
    const colour = (rgb[i] << 16) | (rgb[i + 1] << 8) | rgb[i + 2];
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count >= pixels).map(([colour]) => colour);
}

export async function writePng(path: string, { width, height, rgb }: Picture): Promise<void> {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits, red, green and blue
  const lines = Buffer.alloc((3 * width + 1) * height); // each behind a byte for its filter: none
  for (let y = 0; y < height; y++) {
    lines.set(rgb.subarray(3 * width * y, 3 * width * (y + 1)), (3 * width + 1) * y + 1);
  }
  await writeFile(
    path,
    Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(lines)),
      chunk('IEND', new Uint8Array()),
    ]),
  );
}
