// Recorded rooms, where they are present: TONEWRIGHT_DATA, or ../shared/data beside the project.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readWav } from '../../../training/src/audio/wav.js';
import { compareRooms, fitRoom, renderRoom } from '../../../training/src/room/index.js';

const data = process.env.TONEWRIGHT_DATA ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));
const rooms = `${data}/rooms`;

describe.skipIf(!existsSync(rooms))('recorded responses', () => {
  test.each(['warehouse_omni-35-10', 'house_kitchen', 'plate', 'spring'])(
    '%s: every RT60 within 5 % or 50 ms, the curve within 1.5 dB down to -40 dB',
    async (name) => {
      const recording = await readWav(`${rooms}/${name}.wav`);
      const { sampleRate } = recording;
      const room = fitRoom(recording);
      expect(room.dispersion !== undefined).toBe(name === 'spring');
      const rendered = await renderRoom(room);
      for (const [c, samples] of recording.channels.entries()) {
        const comparison = compareRooms({ samples, sampleRate }, { samples: rendered.channels[c], sampleRate });
        expect(comparison.bands.map(({ centreHz }) => centreHz)).toEqual([125, 250, 500, 1000, 2000, 4000, 8000]);
        expect(comparison.bands.filter(({ isMet }) => !isMet)).toEqual([]);
        expect(comparison.curve.worstDb).toBeLessThan(1.5);
      }
    },
    300_000,
  );
});
