export {
  type ChainParameter,
  chainParameters,
  chainValuesOf,
  controlPlace,
  type ParameterId,
  type Taper,
} from './chainParameters.js';
export { PresetError, type PresetErrorCode } from './errors.js';
export { longestHistory } from './graph.js';
export { limits } from './limits.js';
export { lossesOf } from './losses.js';
export { formatVersion } from './migrations/index.js';
export { type Parameter, parametersOf, type TensorSpec, tensorsOf, weightCount } from './parameters.js';
export { type ReadOptions, type ReadResult, readPreset } from './read.js';
export type * from './types.js';
export { writeFormats, writePreset } from './write.js';
