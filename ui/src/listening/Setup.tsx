import type { ListeningKind } from '@tonewright/training/listening-test';
import { type ReactNode, useState } from 'react';
import { Button, Select, TextField } from '../design/index.js';
import { listening as text } from '../strings/listening.js';
import './listening.css';

export interface Wanted {
  listener: string;
  kind: ListeningKind;
}

/** Who listens, and what to do. */
export function Setup({
  kinds,
  listener,
  disabled = false,
  children,
  onBegin,
}: {
  kinds: readonly ListeningKind[];
  listener: string;
  disabled?: boolean;
  /** Further choices. */
  children?: (kind: ListeningKind) => ReactNode;
  onBegin: (wanted: Wanted) => void;
}) {
  const [name, setName] = useState(listener);
  const [kind, setKind] = useState(kinds[0]);
  return (
    <form
      className="listening-setup"
      onSubmit={(event) => {
        event.preventDefault();
        onBegin({ listener: name.trim(), kind });
      }}
    >
      <Select
        label={text.kind}
        value={kind}
        options={kinds.map((value) => ({ value, label: text.kinds[value] }))}
        hint={text.aboutKinds[kind]}
        onChange={setKind}
      />
      {children?.(kind)}
      <TextField
        label={text.listener}
        value={name}
        required
        maxLength={100}
        hint={text.listenerHint}
        onChange={({ target }) => setName(target.value)}
      />
      <p className="quiet">{text.advice}</p>
      <Button kind="primary" size="large" type="submit" disabled={disabled || !name.trim()}>
        {text.begin}
      </Button>
    </form>
  );
}
