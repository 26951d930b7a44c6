import { useId, useState } from 'react';
import { Button, Dialog, TextField } from '../design/index.js';
import { studio as text } from '../strings/studio.js';

interface RenameProps {
  name: string;
  open: boolean;
  onClose: () => void;
  onName: (name: string) => void;
}

/** Another name for something, in front of the page. */
export function Rename({ name, open, onClose, onName }: RenameProps) {
  const id = useId();
  const save = (typed: string) => {
    onName(typed);
    onClose();
  };
  return (
    <Dialog
      title={text.renameTitle(name)}
      open={open}
      onClose={onClose}
      actions={
        <Button kind="primary" type="submit" form={id}>
          {text.save}
        </Button>
      }
    >
      <NameForm id={id} name={name} onSave={save} />
    </Dialog>
  );
}

function NameForm({ id, name, onSave }: { id: string; name: string; onSave: (name: string) => void }) {
  const [typed, setTyped] = useState(name);
  return (
    <form
      id={id}
      onSubmit={(event) => {
        event.preventDefault();
        onSave(typed.trim());
      }}
    >
      <TextField
        label={text.name}
        value={typed}
        required
        pattern=".*\S.*"
        maxLength={200}
        autoFocus
        onChange={({ target }) => setTyped(target.value)}
      />
    </form>
  );
}
