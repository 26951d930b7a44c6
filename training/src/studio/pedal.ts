import { existsSync } from 'node:fs';
import { maxPresets } from '../firmware/bank.js';
import { boards } from '../firmware/boards.js';
import { missingFor } from '../firmware/build.js';
import { loadPercent, makeFirmware } from '../firmware/make.js';
import { obstacles } from '../firmware/obstacles.js';
import { readPedalPreset } from '../firmware/pedalPreset.js';
import type { NewPedalImage, PedalImage, PedalPlan, PedalPresetFit } from './api.js';
import type { StudioFolder } from './folder.js';
import type { Presets } from './presets.js';
import { Refusal } from './refusal.js';

const boardName = 'daisy-seed';
const board = boards[boardName];
const files = { image: 'build/pedal.bin', bank: 'presets.bank' } as const;

/** Presets of the studio into an image for a pedal, one at a time. */
export class PedalImages {
  private isBuilding = false;

  constructor(
    private readonly folder: StudioFolder,
    private readonly presets: Presets,
    private readonly libDaisy = process.env.LIBDAISY_DIR,
  ) {}

  /** What there is to choose from, and what is missing for an image. */
  async plan(): Promise<PedalPlan> {
    const presets: PedalPresetFit[] = [];
    for (const { file, loads, model } of await this.presets.list())
      if (loads) presets.push({ name: String(model?.name ?? file), ...(await this.fit(file)) });
    const { bankBytes } = board;
    return { board: board.name, bankBytes, mostPresets: maxPresets, missing: this.missing(), presets };
  }

  /** @throws Refusal while another one is built; UserError when it cannot be made */
  async make({ presets, weights = 'float' }: NewPedalImage): Promise<PedalImage> {
    const paths = presets.map((file) => this.presets.path(file));
    if (this.isBuilding) throw new Refusal(409, 'Another image is being built. Wait until it is there.');
    this.isBuilding = true;
    try {
      const bankOnly = this.missing().length > 0;
      const out = this.folder.in('pedal');
      const { libDaisy } = this;
      const made = await makeFirmware({ paths, board: boardName, weights, out, libDaisy, bankOnly });
      return { hasImage: !bankOnly, bankBytes: made.bankBytes, leftOut: made.leftOut };
    } finally {
      this.isBuilding = false;
    }
  }

  /** @throws Refusal for a file that was not made yet */
  path(which: string): string {
    const file = Object.hasOwn(files, which) ? files[which as keyof typeof files] : undefined;
    const path = file && this.folder.in('pedal', file);
    if (!path || !existsSync(path))
      throw new Refusal(404, `Expected image or bank, once it is made; found '${which}'. Make the image first.`);
    return path;
  }

  private missing = () => missingFor(boardName, this.libDaisy);

  private async fit(file: string): Promise<Omit<PedalPresetFit, 'name'>> {
    try {
      const { preset, cost } = await readPedalPreset(this.presets.path(file), false);
      const { flashBytes, packedFlashBytes } = cost;
      const problems = obstacles(preset.spec, cost, board);
      return { file, loadPercent: loadPercent(cost.cyclesPerSample, board), flashBytes, packedFlashBytes, problems };
    } catch (error) {
      return { file, problems: [(error as Error).message] };
    }
  }
}
