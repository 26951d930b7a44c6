/**
 * One control for a row of the parameter table: a slider, a switch or a list. `send(type, fields)` talks to the plugin.
 * Each has `element`, `show(value, text)` for what the plugin says, and `rename(name)`.
 */
import { element } from './element.js';

const DRAG_PIXELS = 220; // for the whole range
const FINE = 0.1; // of the normal speed, with Shift

export function makeControl(row, send) {
  if (row.taper === 'switch') return new Switch(row, send);
  if (row.taper === 'choice') return new Choice(row, send);
  return new Slider(row, send);
}

class Slider {
  #row;
  #send;
  #value = 0;
  #held = false; // by pointer or key: the plugin's echo does not move it
  #pending = false;
  #name;
  #track;
  #fill;
  #text;

  constructor(row, send) {
    this.#row = row;
    this.#send = (type, fields) => send(type, { id: row.id, ...fields });
    this.#name = element('span', { class: 'name', id: `name-${row.id}` }, row.name);
    this.#fill = element('span', { class: 'fill' });
    this.#track = element(
      'div',
      {
        class: 'track',
        id: `control-${row.id}`,
        role: 'slider',
        tabindex: 0,
        'aria-labelledby': `name-${row.id}`,
        'aria-valuemin': 0,
        'aria-valuemax': 1,
      },
      this.#fill,
      element('span', { class: 'thumb' }),
    );
    this.#text = element('button', { class: 'value', tabindex: -1, title: 'Type a value' });
    this.element = element(
      'div',
      { class: 'control slider', title: row.description },
      this.#name,
      this.#track,
      this.#text,
    );
    this.#track.style.setProperty('--default', row.default);
    this.#listen();
  }

  rename(name) {
    this.#name.textContent = name;
  }

  show(value, text) {
    this.#text.textContent = text;
    this.#track.setAttribute('aria-valuetext', text);
    if (!this.#held) this.#place(value);
  }

  #place(value) {
    this.#value = value;
    this.#track.style.setProperty('--value', value);
    this.#track.setAttribute('aria-valuenow', value.toFixed(4));
  }

  /** Moves there and tells the plugin, at most once a picture. */
  #move(value) {
    this.#place(Math.min(1, Math.max(0, value)));
    if (this.#pending) return;
    this.#pending = true;
    requestAnimationFrame(() => this.#flush());
  }

  #flush() {
    if (this.#pending) this.#send('set', { value: this.#value });
    this.#pending = false;
  }

  #hold() {
    if (this.#held) return;
    this.#held = true;
    this.#send('gesture', { phase: 'begin' });
  }

  #release() {
    if (!this.#held) return;
    this.#flush();
    this.#held = false;
    this.#send('gesture', { phase: 'end' });
  }

  #reset() {
    this.#release();
    this.#place(this.#row.default);
    this.#send('set', { value: this.#row.default });
  }

  #listen() {
    const track = this.#track;
    track.addEventListener('pointerdown', (event) => this.#drag(event));
    track.addEventListener('dblclick', () => this.#reset());
    track.addEventListener('keydown', (event) => this.#key(event));
    track.addEventListener('keyup', () => this.#release());
    track.addEventListener('blur', () => this.#release());
    this.#text.addEventListener('click', () => this.#type());
  }

  /** Relative, so that a click does not jump; right and up are more. */
  #drag(event) {
    if (event.button !== 0 || event.detail > 1) return;
    event.preventDefault();
    this.#track.focus({ preventScroll: true });
    this.#track.setPointerCapture(event.pointerId);
    let { clientX: x, clientY: y } = event;
    const onMove = (move) => {
      const pixels = move.clientX - x - (move.clientY - y);
      x = move.clientX;
      y = move.clientY;
      if (pixels === 0) return;
      this.#hold();
      this.#move(this.#value + (pixels / DRAG_PIXELS) * (move.shiftKey ? FINE : 1));
    };
    const onEnd = () => {
      this.#track.removeEventListener('pointermove', onMove);
      this.#release();
    };
    this.#track.addEventListener('pointermove', onMove);
    this.#track.addEventListener('lostpointercapture', onEnd, { once: true });
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 0.01 * FINE : 0.01;
    const steps = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step, PageUp: 0.1, PageDown: -0.1 };
    if (event.key in steps) {
      this.#hold();
      this.#move(this.#value + steps[event.key]);
    } else if (event.key === 'Home' || event.key === 'End') {
      this.#hold();
      this.#move(event.key === 'Home' ? 0 : 1);
    } else if (event.key === 'Delete' || event.key === 'Backspace') this.#reset();
    else if (event.key === 'Enter') this.#type();
    else if (/^[-\d.,]$/.test(event.key)) this.#type(event.key);
    else return;
    event.preventDefault();
  }

  #type(start) {
    const input = element('input', { class: 'value', 'aria-label': `${this.#name.textContent}, value`, size: 6 });
    input.value = start ?? this.#text.textContent;
    let over = false;
    const end = (takes, refocus) => {
      if (over) return;
      over = true;
      if (takes && input.value.trim() && input.value !== this.#text.textContent)
        this.#send('set', { text: input.value });
      input.replaceWith(this.#text);
      if (refocus) this.#track.focus();
    };
    input.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Enter' || event.key === 'Escape') end(event.key === 'Enter', true);
    });
    input.addEventListener('blur', () => end(true, false));
    this.#text.replaceWith(input);
    input.focus();
    if (start === undefined) input.select();
  }
}

class Switch {
  #button;
  #on = false;

  constructor(row, send) {
    this.#button = element(
      'button',
      {
        id: `control-${row.id}`,
        class: 'switch',
        role: 'switch',
        'aria-checked': 'false',
        onclick: () => send('set', { id: row.id, value: this.#on ? 0 : 1 }),
      },
      element('span', { class: 'name' }, row.name),
      element('span', { class: 'lamp' }),
    );
    this.element = element('div', { class: 'control', title: row.description }, this.#button);
  }

  rename() {}

  show(value) {
    this.#on = value >= 0.5;
    this.#button.setAttribute('aria-checked', String(this.#on));
  }
}

class Choice {
  #select;

  constructor(row, send) {
    const last = row.choices.length - 1;
    this.#select = element(
      'select',
      {
        id: `control-${row.id}`,
        onchange: () => send('set', { id: row.id, value: Number(this.#select.value) / last }),
      },
      ...row.choices.map((choice, index) => element('option', { value: index }, choice)),
    );
    const name = element('label', { class: 'name', for: `control-${row.id}` }, row.name);
    this.element = element('div', { class: 'control choice', title: row.description }, name, this.#select);
  }

  rename() {}

  show(value) {
    this.#select.value = String(Math.round(value * (this.#select.length - 1)));
  }
}
