/** The table of virtual devices. */
import { UserError } from '../errors.js';
import { compressor } from './compressor.js';
import type { Device } from './device.js';
import { fuzz } from './fuzz.js';
import { equaliser, lowPassFilter } from './linear.js';
import { overdrive } from './overdrive.js';
import { tubeAmp } from './tubeAmp.js';

export type { ControlValues, Device, DeviceControl } from './device.js';

export const DEVICES: readonly Device[] = [overdrive, fuzz, tubeAmp, compressor, equaliser, lowPassFilter];

/** @throws {UserError} naming the devices there are. */
export function findDevice(id: string): Device {
  const device = DEVICES.find((candidate) => candidate.id === id);
  if (device) return device;
  throw new UserError(`No virtual device '${id}'; there are: ${DEVICES.map((candidate) => candidate.id).join(', ')}.`);
}
