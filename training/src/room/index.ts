/** Rooms, plates and springs: measured, compared, learnt and rendered. docs/rooms.md */
export { compareRooms, type RoomComparison } from './compare.js';
export type { RoomDocument } from './document.js';
export { type FitOptions, fitRoom } from './fit.js';
export { measureRoom, type RoomMeasures } from './measure.js';
export { parseRoom, readRoom, writeRoom } from './read.js';
export { type RenderOptions, type RoomKnobs, renderRoom } from './render.js';
