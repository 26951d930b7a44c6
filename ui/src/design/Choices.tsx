import { type ReactNode, useId } from 'react';
import './Choices.css';

export interface Choice<Value extends string> {
  value: Value;
  label: string;
  about: string;
  /** Facts below it. */
  details?: ReactNode;
}

export interface ChoicesProps<Value extends string> {
  label: string;
  value: Value;
  choices: readonly Choice<Value>[];
  onChange: (value: Value) => void;
}

/** One of a few that need explaining: a radio button each, with what it is for. */
export function Choices<Value extends string>({ label, value, choices, onChange }: ChoicesProps<Value>) {
  const id = useId();
  return (
    <fieldset className="choices">
      <legend className="field-label">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className="choice">
          <input
            type="radio"
            name={id}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
            aria-labelledby={`${id}-${choice.value}`}
            aria-describedby={`${id}-${choice.value}-about`}
          />
          <span className="choice-label" id={`${id}-${choice.value}`}>
            {choice.label}
          </span>
          <span className="choice-about" id={`${id}-${choice.value}-about`}>
            <span className="quiet">{choice.about}</span>
            {choice.details}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
