/** The design system: docs/design-system.md. */
import './font.css';
import './tokens.css';
import './base.css';

export * from './Button.js';
export * from './Choices.js';
export type { Surface } from './canvas.js';
export * from './Dialog.js';
export * from './DropTarget.js';
export * from './Field.js';
export * from './Icon.js';
export * from './Knob.js';
export * from './levels.js';
export * from './Menu.js';
export * from './Meter.js';
export * from './Notice.js';
export * from './Plot.js';
export * from './saveFile.js';
export * from './Tabs.js';
export * from './ThemeSwitch.js';
export * from './Toast.js';
export * from './theme.js';
