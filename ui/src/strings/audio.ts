export const audio = {
  held: 'There is no sound: the browser holds it back, or finds no sound device. Click again; if it stays silent, see to the device.',
};
