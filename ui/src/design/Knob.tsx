import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { design } from '../strings/design.js';
import './Knob.css';
import { inShownUnit } from './typed.js';
import { useKnob } from './useKnob.js';

export interface KnobProps {
  /** Stands above, and is the slider's name. */
  label: string;
  /** What it does; a tip. */
  description?: string;
  /** Place on the knob, 0 to 1. */
  value: number;
  defaultValue: number;
  /** The value with its unit, as a person reads it. */
  text: string;
  size?: 'small' | 'large';
  disabled?: boolean;
  /** Stands around the changes of one movement. */
  onGesture?: (phase: 'begin' | 'end') => void;
  onChange: (value: number) => void;
  /** A value typed by the user; without it the value cannot be typed. */
  onText?: (text: string) => void;
  id?: string;
}

const SWEEP = 270; // degrees
const CENTRE = 50;
const ARC = 41;

function pointAt(value: number, radius: number): [number, number] {
  const angle = ((value * SWEEP - SWEEP / 2 - 90) * Math.PI) / 180;
  return [CENTRE + radius * Math.cos(angle), CENTRE + radius * Math.sin(angle)];
}

function arc(from: number, to: number): string {
  const [low, high] = from < to ? [from, to] : [to, from];
  const [x0, y0] = pointAt(low, ARC);
  const [x1, y1] = pointAt(high, ARC);
  const isLong = (high - low) * SWEEP > 180 ? 1 : 0;
  return `M${x0.toFixed(2)} ${y0.toFixed(2)}A${ARC} ${ARC} 0 ${isLong} 1 ${x1.toFixed(2)} ${y1.toFixed(2)}`;
}

const track = arc(0, 1);
const ticks = Array.from({ length: 11 }, (_, i) => {
  const [x0, y0] = pointAt(i / 10, 46.5);
  const [x1, y1] = pointAt(i / 10, 49.5);
  return `M${x0.toFixed(2)} ${y0.toFixed(2)}L${x1.toFixed(2)} ${y1.toFixed(2)}`;
}).join('');

/** The drawing: an arc from the default to the value, and a pointer. */
function Dial({ value, defaultValue }: { value: number; defaultValue: number }) {
  const [x0, y0] = pointAt(value, 14);
  const [x1, y1] = pointAt(value, 31);
  return (
    <svg className="knob-dial" viewBox="0 0 100 100" aria-hidden="true">
      <path className="knob-ticks" d={ticks} />
      <path className="knob-track" d={track} />
      {Math.abs(value - defaultValue) > 0.002 && <path className="knob-arc" d={arc(defaultValue, value)} />}
      <circle className="knob-body" cx="50" cy="50" r="33" />
      <line className="knob-pointer" x1={x0} y1={y0} x2={x1} y2={y1} />
    </svg>
  );
}

export function Knob(props: KnobProps) {
  const { label, description, value, defaultValue, text, size = 'small', disabled = false, onText } = props;
  const made = useId();
  const id = props.id ?? made;
  const [typing, setTyping] = useState(false);
  const knob = useKnob(props);
  const startTyping = () => onText && !disabled && setTyping(true);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key !== 'Enter') return knob.onKeyDown(event);
    event.preventDefault();
    startTyping();
  };
  const stopTyping = (typed?: string) => {
    setTyping(false);
    if (typed !== undefined && typed.trim() !== '') onText?.(inShownUnit(typed, text));
    knob.ref.current?.focus();
  };
  return (
    <div className={`knob knob-${size}`} data-disabled={disabled || undefined} title={description}>
      <span className="knob-label" id={`${id}-label`}>
        {label}
      </span>
      <div
        className="knob-turn"
        id={id}
        role="slider"
        tabIndex={disabled ? -1 : 0}
        aria-labelledby={`${id}-label`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(value * 1000) / 10}
        aria-valuetext={text || design.unknown}
        aria-disabled={disabled || undefined}
        {...(disabled ? { ref: knob.ref } : { ...knob, onKeyDown })}
      >
        <Dial value={value} defaultValue={defaultValue} />
      </div>
      {typing ? (
        <KnobField label={label} text={text} onDone={stopTyping} />
      ) : (
        <button
          type="button"
          className="knob-value numbers"
          tabIndex={-1}
          disabled={!onText || disabled}
          onClick={startTyping}
          aria-label={design.typeValue(label, text)}
        >
          {text}
        </button>
      )}
    </div>
  );
}

/** Enter and leaving take what was typed, Escape does not. */
function KnobField({ label, text, onDone }: { label: string; text: string; onDone: (typed?: string) => void }) {
  const isDone = useRef(false);
  const done = (typed?: string) => {
    if (isDone.current) return;
    isDone.current = true;
    onDone(typed);
  };
  return (
    <input
      className="knob-value knob-field numbers"
      defaultValue={text}
      aria-label={label}
      // biome-ignore lint/a11y/noAutofocus: it stands where the user has just asked for it
      autoFocus
      onFocus={({ target }) => target.select()}
      onBlur={({ target }) => done(target.value === text ? undefined : target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') done(event.currentTarget.value);
        if (event.key === 'Escape') done();
        event.stopPropagation();
      }}
    />
  );
}
