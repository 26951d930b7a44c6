/** A virtual device: an effect that can be captured without hardware, for demos, tests and studies. */
import { UserError } from '../errors.js';

/** A knob; its id is the key in `controls`. The shape is that of a preset's control. */
export interface DeviceControl {
  id: string;
  name: string;
  min: number;
  max: number;
  default: number;
  unit?: string;
}

export type ControlValues = Record<string, number>;

export interface Device {
  id: string;
  name: string;
  /** One sentence: what circuit or equation it is. */
  description: string;
  controls: readonly DeviceControl[];
  /** Whole samples by which the output lags behind, besides the device's own filters. */
  latencySamples: number;
  /**
   * From rest; the same input gives the same output. Full scale is 1 V.
   * @param controls missing ones stand at their defaults
   * @throws {UserError} for an unknown control or a value outside its range
   */
  process(input: Float32Array, sampleRate: number, controls?: ControlValues): Float32Array;
}

/** The part that differs from device to device. */
type Definition = Omit<Device, 'process' | 'latencySamples'> & {
  render(input: Float32Array, sampleRate: number, controls: ControlValues): Float32Array;
};

function settle(device: Definition, controls: ControlValues): ControlValues {
  const known = device.controls.map(({ id }) => id);
  for (const id of Object.keys(controls)) {
    if (!known.includes(id))
      throw new UserError(`${device.id} has no control '${id}'; it has: ${known.join(', ') || 'none'}.`);
  }
  return Object.fromEntries(
    device.controls.map(({ id, min, max, default: standard }) => {
      const value = controls[id] ?? standard;
      if (value >= min && value <= max) return [id, value];
      throw new UserError(`${device.id}: expected ${id} between ${min} and ${max}; found ${value}.`);
    }),
  );
}

/** Wraps `render` with the checks on controls that all devices share. Every device here is causal and free of latency. */
export function defineDevice(definition: Definition): Device {
  const { id, name, description, controls, render } = definition;
  return {
    id,
    name,
    description,
    controls,
    latencySamples: 0,
    process: (input, sampleRate, values = {}) => render(input, sampleRate, settle(definition, values)),
  };
}
