import type { ListeningKind } from '@tonewright/training/listening-test';
import { type ReactNode, useState } from 'react';
import { Button, Notice, Select, TextField } from '../design/index.js';
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
  hindrance = {},
  children,
  onBegin,
}: {
  kinds: readonly ListeningKind[];
  listener: string;
  disabled?: boolean;
  /** Why a kind cannot begin, and what to do. */
  hindrance?: Partial<Record<ListeningKind, string | false>>;
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
        pattern=".*\S.*"
        maxLength={100}
        hint={text.listenerHint}
        onChange={({ target }) => setName(target.value)}
      />
      {hindrance[kind] ? <Notice>{hindrance[kind]}</Notice> : <p className="quiet">{text.advice}</p>}
      <Button kind="primary" size="large" type="submit" disabled={disabled || Boolean(hindrance[kind])}>
        {text.begin}
      </Button>
    </form>
  );
}
