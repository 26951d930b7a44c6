/** What a pedal has to give. Cycles are the processor's; nothing here has been measured on a board. */
export interface Board {
  name: string;
  sampleRate: number;
  /** Per sample, at the processor's clock. */
  cyclesPerSample: number;
  /** Share of them that a preset may take beside the rest of the pedal. */
  share: number;
  /** For one preset that plays; there is room for two, of which one is on its way in. */
  rigBytes: number;
  /** For all presets together. */
  bankBytes: number;
}

/** docs/pedal.md says where the figures come from. */
export const boards: Record<string, Board> = {
  'daisy-seed': {
    name: 'Daisy Seed, 480 MHz, started from SRAM',
    sampleRate: 48_000,
    cyclesPerSample: 10_000,
    share: 0.7,
    rigBytes: 32 * 1024,
    bankBytes: 256 * 1024,
  },
  'mps2-an500': {
    name: 'QEMU mps2-an500, a Cortex-M7 without a board',
    sampleRate: 48_000,
    cyclesPerSample: 10_000,
    share: 0.7,
    rigBytes: 256 * 1024,
    bankBytes: 4 * 1024 * 1024,
  },
};
