/** The plain page: wires the elements of index.html to the bridge. */
import { Bridge } from './bridge.js';
import { makeControl } from './controls.js';
import { byId, element } from './element.js';
import { Library } from './library.js';
import { Meters } from './meters.js';

/** Where the rows of the table go; `previous` and `next` are the buttons beside the preset's name. */
const SECTIONS = [
  ['Device', /^knob\d$/],
  ['Input', /^(input|gate|gateRelease)$/],
  ['Tone', /^(bass|mid|treble|presence|dcBlock)$/],
  ['Output', /^(output|mix|cabinet)$/],
  ['Levels', /^(levelMatch|calibrate|interfaceLevel)$/],
  ['Quality', /^(oversampling|engine)$/],
];
const ELSEWHERE = ['bypass', 'previous', 'next'];
const METERS = { rate: 60 };

const bridge = new Bridge();
const send = (type, fields) => bridge.send(type, fields);
const meters = new Meters();
const library = new Library(bridge, toast);
const controls = new Map();
let state = {};

function toast(text) {
  const box = byId('toast');
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => {
    box.hidden = true;
  }, 6000);
}

/** Builds the controls once; a server that comes back has the same table or sends another page. */
function build({ parameters, canBrowse }) {
  controls.clear();
  for (const row of parameters) controls.set(row.id, makeControl(row, send));
  const placed = new Set(ELSEWHERE);
  const sections = SECTIONS.map(([title, pattern]) => {
    const ids = parameters.map(({ id }) => id).filter((id) => pattern.test(id));
    for (const id of ids) placed.add(id);
    return section(title, ids);
  });
  const rest = parameters.map(({ id }) => id).filter((id) => !placed.has(id));
  if (rest.length > 0) sections.push(section('More', rest));
  byId('controls').replaceChildren(...sections);
  byId('bypass-place').replaceChildren(controls.get('bypass').element);
  library.canBrowse(canBrowse);
}

function section(title, ids) {
  const heading = element('h2', {}, title);
  return element(
    'section',
    { class: 'panel', 'aria-label': title },
    heading,
    ...ids.map((id) => controls.get(id).element),
  );
}

function showValues(values) {
  for (const { id, value, text } of values) controls.get(id)?.show(value, text);
}

function showState(next) {
  state = next;
  document.body.removeAttribute('aria-busy');
  showPreset(state.preset);
  showCabinet(state.cabinet);
  byId('slot-a').setAttribute('aria-pressed', String(state.slot === 'a'));
  byId('slot-b').setAttribute('aria-pressed', String(state.slot === 'b'));
  byId('copy').textContent = state.slot === 'a' ? 'Copy to B' : 'Copy to A';
  byId('undo').disabled = !state.canUndo;
  byId('redo').disabled = !state.canRedo;
  showList('problems', state.problems, 'None.');
  library.mark(state.preset?.path);
}

function showPreset(preset) {
  byId('preset-name').textContent = preset?.name || 'No preset';
  document.title = preset?.name ? `${preset.name} · Tonewright` : 'Tonewright';
  const facts = [
    preset?.gear,
    preset?.author && `by ${preset.author}`,
    state.problems?.length && 'See Details: problems',
  ];
  byId('preset-facts').textContent = preset
    ? facts.filter(Boolean).join(' · ')
    : 'The sound passes through. Open a preset under Presets, or drop a file here.';
  byId('clear-preset').disabled = !preset;
  const names = new Map((preset?.controls ?? []).map(({ id, name }) => [id, name]));
  for (const [id, control] of controls) {
    if (!/^knob\d$/.test(id)) continue;
    control.element.hidden = !names.has(id);
    if (names.has(id)) control.rename(names.get(id));
  }
  const device = document.querySelector('section[aria-label="Device"]');
  if (device) device.hidden = names.size === 0;
  showMetadata(preset);
  showList('notices', preset?.notices ?? []);
}

function showMetadata(preset) {
  const rows = preset
    ? [
        ['Family', preset.family],
        ['Gear', preset.gear],
        ['Author', preset.author],
        ['File', preset.path],
        ['Sample rate', preset.sampleRate && `${preset.sampleRate} Hz (${preset.rateMethod})`],
        ['Latency', `${preset.latencySamples} samples`],
        ['Cost', `${Number(preset.multiplyAddsPerSample).toLocaleString('en')} multiply-adds per sample`],
        ['Loudness', preset.loudness !== null && `${preset.loudness.toFixed(1)} LUFS`],
        ['Input level', preset.inputLevelDbu !== null && `${preset.inputLevelDbu} dBu at full scale`],
        ['Output level', preset.outputLevelDbu !== null && `${preset.outputLevelDbu} dBu at full scale`],
      ]
    : [];
  const shown = rows.filter(([, value]) => value);
  byId('metadata').replaceChildren(
    ...shown.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
  );
}

function showCabinet(cabinet) {
  byId('cabinet-name').textContent = cabinet
    ? `${cabinet.name} · ${cabinet.seconds.toFixed(2)} s at ${cabinet.sampleRate} Hz`
    : 'None';
  byId('clear-cabinet').disabled = !cabinet;
}

function showList(id, texts, none) {
  const items = texts?.length || !none ? (texts ?? []) : [none];
  byId(id).replaceChildren(...items.map((text) => element('li', {}, text)));
}

function show(view) {
  document.body.dataset.view = view;
  for (const button of document.querySelectorAll('[data-show]')) {
    button.setAttribute('aria-pressed', String(button.dataset.show === view));
  }
}

async function open(kind, file) {
  if (!file) return;
  try {
    await bridge.upload(kind, file);
  } catch (error) {
    toast(`${file.name}: ${error.message}`);
  }
}

function listenToButtons() {
  const simple = { previous: {}, next: {}, copy: {}, undo: {}, redo: {} };
  for (const type of Object.keys(simple)) byId(type).addEventListener('click', () => send(type));
  byId('slot-a').addEventListener('click', () => send('slot', { slot: 'a' }));
  byId('slot-b').addEventListener('click', () => send('slot', { slot: 'b' }));
  for (const what of ['preset', 'cabinet']) {
    byId(`clear-${what}`).addEventListener('click', () => send('clear', { what }));
    byId(`${what}-file`).addEventListener('change', ({ target }) => {
      open(what, target.files[0]);
      target.value = '';
    });
  }
  for (const button of document.querySelectorAll('[data-show]')) {
    button.addEventListener('click', () => show(button.dataset.show));
  }
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || event.target.matches('input')) return;
    event.preventDefault();
    send(event.shiftKey ? 'redo' : 'undo');
  });
}

function listenToDrops() {
  const box = byId('drop');
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    box.hidden = false;
  });
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) box.hidden = true;
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    box.hidden = true;
    const file = event.dataTransfer.files[0];
    open(/\.wav$/i.test(file?.name ?? '') ? 'cabinet' : 'preset', file);
  });
}

function listenToPlugin() {
  const receivers = {
    welcome: build,
    state: showState,
    values: ({ values }) => showValues(values),
    libraryChanged: () => library.refresh(),
    error: ({ message }) => toast(message),
  };
  bridge.addEventListener('message', ({ detail }) => receivers[detail.type]?.(detail));
  bridge.addEventListener('frame', ({ detail }) => meters.take(detail));
  bridge.addEventListener('open', () => {
    byId('lost').hidden = true;
    askForMeters();
    library.refresh();
  });
  bridge.addEventListener('lost', () => {
    byId('lost').hidden = false;
  });
  document.addEventListener('visibilitychange', askForMeters);
}

/** A page that nobody sees asks for none. */
function askForMeters() {
  send('meters', document.hidden ? { rate: 0 } : { ...METERS, spectrum: true });
}

// Where the controls always show, the presets are beside them.
if (matchMedia('(min-width: 900px)').matches) show('library');
listenToButtons();
listenToDrops();
listenToPlugin();
bridge.connect();
