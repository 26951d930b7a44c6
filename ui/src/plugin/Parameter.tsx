/** One row of the table of parameters, as a knob, a switch or a list. */
import { Knob, Select, Switch } from '../design/index.js';
import type { ParameterRow } from './protocol.js';
import { store, useSnapshot, useValue } from './store.js';

interface Props {
  row: ParameterRow;
  /** Instead of the table's name: a preset names its knobs. */
  name?: string;
  /** Instead of the table's default: a preset has its own for its knobs. */
  defaultValue?: number;
  size?: 'small' | 'large';
}

function KnobOf({ row, name = row.name, defaultValue = row.default, size }: Props) {
  const { value, text } = useValue(row.id);
  return (
    <Knob
      id={`control-${row.id}`}
      label={name}
      description={row.description}
      size={size}
      value={value}
      defaultValue={defaultValue}
      text={text}
      onChange={(next) => store.values.set(row.id, next)}
      onGesture={(phase) => store.values.gesture(row.id, phase)}
      onText={(typed) => store.values.setText(row.id, typed)}
    />
  );
}

function SwitchOf({ row, name = row.name }: Props) {
  const { value } = useValue(row.id);
  return (
    <Switch
      id={`control-${row.id}`}
      label={name}
      description={row.description}
      checked={value >= 0.5}
      onChange={(on) => store.values.set(row.id, on ? 1 : 0)}
    />
  );
}

function ChoiceOf({ row, name = row.name }: Props) {
  const { value } = useValue(row.id);
  const choices = row.choices ?? [];
  const last = Math.max(1, choices.length - 1);
  return (
    <Select
      label={name}
      hint={row.description}
      value={String(Math.round(value * last))}
      options={choices.map((label, i) => ({ value: String(i), label }))}
      onChange={(chosen) => store.values.set(row.id, Number(chosen) / last)}
    />
  );
}

/** Nothing for an id that the plugin's table has not. */
export function Parameter({ id, ...props }: { id: string } & Omit<Props, 'row'>) {
  const row = useSnapshot().parameters.find((known) => known.id === id);
  if (!row) return null;
  if (row.taper === 'switch') return <SwitchOf row={row} {...props} />;
  if (row.taper === 'choice') return <ChoiceOf row={row} {...props} />;
  return <KnobOf row={row} {...props} />;
}
