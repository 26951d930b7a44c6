/** What a script has to write into an Ardour 7 session itself: Lua has no call for it. */

const superclocksPerSecond = 282_240_000;

/** The first match of `pattern` replaced; throws when there is none. */
function replaceOnce(text, pattern, replacement) {
  if (!(typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text)))
    throw new Error(`expected ${pattern} in Ardour's session`);
  return text.replace(pattern, replacement);
}

/** Puts a stereo file of the session's folder on a track, from the start, the session as long; nothing between it and
 * the export but the track's plugins: no fades, no panner. */
export function putAudio(session, { track, file, frames, sampleRate }) {
  const length = `a${frames * (superclocksPerSecond / sampleRate)}`;
  const sources = [0, 1].map(
    (channel) =>
      `<Source name="${file}" take-id="" type="audio" flags="" id="${9000 + channel}" channel="${channel}" origin="" gain="1"/>`,
  );
  const region =
    `<Region id="9010" name="${file}" type="audio" start="a0" length="${length}@a0" position="a0" muted="0" opaque="1" ` +
    'locked="0" automatic="0" whole-file="0" import="0" external="1" sync-marked="0" hidden="0" position-locked="0" ' +
    'sync-position="a0" layering-index="0" stretch="1" shift="1" envelope-active="0" default-fade-in="0" ' +
    'default-fade-out="0" fade-in-active="0" fade-out-active="0" scale-amplitude="1" channels="2" source-0="9000" ' +
    'source-1="9001" master-source-0="9000" master-source-1="9001" first-edit="nothing" contents="0"/>';
  const range = `<Location id="9020" name="session" start="a0" end="${length}" flags="IsSessionRange" locked="0"/>`;
  let edited = replaceOnce(session, '<Sources/>', `<Sources>${sources.join('')}</Sources>`);
  edited = replaceOnce(edited, new RegExp(`(<Playlist id="\\d+" name="${track}"[^>]*)/>`), `$1>${region}</Playlist>`);
  edited = replaceOnce(edited, '<Locations/>', `<Locations>${range}</Locations>`);
  return edited.replaceAll('<PannerShell bypassed="0"', '<PannerShell bypassed="1"');
}

/** Gives the session's one VST3 another component state. The chunk is what Steinberg calls a preset file. */
export function putState(session, state) {
  return replaceOnce(session, /<chunk>([^<]*)<\/chunk>/, (_, chunk) => {
    const bytes = withComponentState(Buffer.from(chunk, 'base64'), state);
    return `<chunk>${bytes.toString('base64')}</chunk>`;
  });
}

function withComponentState(preset, state) {
  const headerBytes = 48; // "VST3", version, class id, place of the list
  const list = Number(preset.readBigInt64LE(40));
  if (preset.toString('latin1', 0, 4) !== 'VST3' || preset.toString('latin1', list, list + 4) !== 'List')
    throw new Error("expected a VST3 preset in Ardour's session");
  const parts = Array.from({ length: preset.readInt32LE(list + 4) }, (_, i) => {
    const entry = list + 8 + 20 * i;
    const id = preset.toString('latin1', entry, entry + 4);
    const start = Number(preset.readBigInt64LE(entry + 4));
    const size = Number(preset.readBigInt64LE(entry + 12));
    return { id, bytes: id === 'Comp' ? state : preset.subarray(start, start + size) };
  });
  if (!parts.some(({ id }) => id === 'Comp')) throw new Error("expected the plugin's state in Ardour's session");
  const table = Buffer.alloc(8 + 20 * parts.length);
  table.write('List', 0, 'latin1');
  table.writeInt32LE(parts.length, 4);
  let place = headerBytes;
  parts.forEach(({ id, bytes }, i) => {
    table.write(id, 8 + 20 * i, 'latin1');
    table.writeBigInt64LE(BigInt(place), 12 + 20 * i);
    table.writeBigInt64LE(BigInt(bytes.length), 20 + 20 * i);
    place += bytes.length;
  });
  const header = Buffer.from(preset.subarray(0, headerBytes));
  header.writeBigInt64LE(BigInt(place), 40);
  return Buffer.concat([header, ...parts.map(({ bytes }) => bytes), table]);
}
