/** The messages of the bridge, version 1: docs/bridge.md. */

export const VERSION = 1;

export interface ParameterRow {
  id: string;
  name: string;
  unit: string;
  min: number;
  max: number;
  /** 0 to 1, as all values of the bridge. */
  default: number;
  taper: 'linear' | 'log' | 'switch' | 'choice';
  choices?: string[];
  description: string;
}

export interface Preset {
  name: string;
  author: string;
  gear: string;
  path: string;
  family: string;
  notices: string[];
  controls: { id: string; name: string; unit: string; default: number }[];
  loudness: number | null;
  inputLevelDbu: number | null;
  outputLevelDbu: number | null;
  sampleRate: number;
  rateMethod: string;
  latencySamples: number;
  multiplyAddsPerSample: number;
}

export interface Cabinet {
  name: string;
  path: string;
  seconds: number;
  sampleRate: number;
}

export interface State {
  preset: Preset | null;
  cabinet: Cabinet | null;
  slot: 'a' | 'b';
  canUndo: boolean;
  canRedo: boolean;
  problems: string[];
}

export interface Entry {
  path: string;
  name: string;
  folder: string;
  author: string;
  gear: string;
  tags: string[];
  family: string;
  cost: number;
  favourite: boolean;
  factory: boolean;
  problem?: string;
}

export interface Folder {
  path: string;
  removable: boolean;
  problem?: string;
}

export interface LibraryAnswer {
  entries: Entry[];
  offset: number;
  total: number;
  families: string[];
  tags: string[];
  folders: Folder[];
  scanning: boolean;
  problems: string[];
}

export interface LibraryQuery {
  text?: string;
  family?: string;
  tag?: string;
  favourites?: boolean;
  offset?: number;
  limit?: number;
}

export interface ParameterValue {
  id: string;
  value: number;
  text: string;
}

export type Message =
  | { type: 'welcome'; product: string; canBrowse: boolean; parameters: ParameterRow[] }
  | { type: 'values'; values: ParameterValue[] }
  | ({ type: 'state' } & State)
  | ({ type: 'library' } & LibraryAnswer)
  | { type: 'libraryChanged' }
  | { type: 'error'; code: string; message: string };

export type FileKind = 'preset' | 'cabinet';
