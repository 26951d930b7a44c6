import { type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes, useId } from 'react';
import { design } from '../strings/design.js';
import './Field.css';
import { Icon } from './Icon.js';

interface FrameProps {
  label: string;
  /** Leaves the label to be read out only. */
  hideLabel?: boolean;
  hint?: ReactNode;
  error?: string;
}

interface Names {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

function Frame({ label, hideLabel, hint, error, children }: FrameProps & { children: (names: Names) => ReactNode }) {
  const id = useId();
  const about = error || hint ? `${id}-about` : undefined;
  return (
    <div className="field">
      <label className={hideLabel ? 'spoken' : 'field-label'} htmlFor={id}>
        {label}
      </label>
      {children({ id, 'aria-describedby': about, 'aria-invalid': error ? true : undefined })}
      {about && (
        <p className={error ? 'field-error' : 'field-hint'} id={about} role={error ? 'alert' : undefined}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}

export type TextFieldProps = FrameProps & InputHTMLAttributes<HTMLInputElement>;

/** One line of text, or a number with type="number". */
export function TextField({ label, hideLabel, hint, error, className = '', ...rest }: TextFieldProps) {
  return (
    <Frame {...{ label, hideLabel, hint, error }}>
      {(names) => <input type="text" autoComplete="off" {...rest} {...names} className={`input ${className}`} />}
    </Frame>
  );
}

/** Several lines of text. */
export function TextArea({
  label,
  hideLabel,
  hint,
  error,
  className = '',
  ...rest
}: FrameProps & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Frame {...{ label, hideLabel, hint, error }}>
      {(names) => <textarea rows={3} {...rest} {...names} className={`input input-lines ${className}`} />}
    </Frame>
  );
}

export function SearchField(props: Omit<TextFieldProps, 'hideLabel' | 'type'>) {
  return (
    <div className="search">
      <Icon name="search" />
      <TextField {...props} type="search" hideLabel spellCheck={false} placeholder={props.placeholder ?? props.label} />
    </div>
  );
}

export interface Option<Value extends string> {
  value: Value;
  label: string;
  disabled?: boolean;
}

export interface SelectProps<Value extends string> extends FrameProps {
  value: Value;
  options: readonly Option<Value>[];
  disabled?: boolean;
  onChange: (value: Value) => void;
}

export function Select<Value extends string>({ value, options, disabled, onChange, ...frame }: SelectProps<Value>) {
  return (
    <Frame {...frame}>
      {(names) => (
        <select
          {...names}
          className="input select"
          value={value}
          disabled={disabled}
          onChange={({ target }) => onChange(target.value as Value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}

export interface SwitchProps {
  label: string;
  checked: boolean;
  description?: string;
  disabled?: boolean;
  id?: string;
  onChange: (checked: boolean) => void;
}

export function Switch({ label, checked, description, disabled, id, onChange }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      id={id}
      className="switch"
      aria-checked={checked}
      title={description}
      disabled={disabled}
      onClick={() => onChange(!checked)}
    >
      <span className="switch-lamp" aria-hidden="true" />
      {label}
    </button>
  );
}

export function Checkbox({ label, checked, disabled, onChange }: Omit<SwitchProps, 'description' | 'id'>) {
  return (
    <label className="checkbox">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={({ target }) => onChange(target.checked)}
      />
      {label}
    </label>
  );
}

export interface SliderProps extends FrameProps {
  value: number;
  min: number;
  max: number;
  step: number;
  /** The value with its unit. */
  text: string;
  disabled?: boolean;
  onChange: (value: number) => void;
}

/** A straight slider for plain numbers; parameters of sound are knobs. */
export function Slider({ value, min, max, step, text, disabled, onChange, ...frame }: SliderProps) {
  return (
    <Frame {...frame}>
      {(names) => (
        <span className="slider">
          <input
            {...names}
            type="range"
            {...{ min, max, step, value, disabled }}
            aria-valuetext={text || design.unknown}
            onChange={({ target }) => onChange(Number(target.value))}
          />
          <output className="numbers">{text}</output>
        </span>
      )}
    </Frame>
  );
}
