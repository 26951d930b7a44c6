import { type ReactNode, useEffect, useId, useRef } from 'react';
import { design } from '../strings/design.js';
import { IconButton } from './Button.js';
import './Dialog.css';
import { Icon } from './Icon.js';

export interface DialogProps {
  title: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
  /** Buttons at the end, the main one last. */
  actions?: ReactNode;
  wide?: boolean;
}

/** In front of the page, which waits: Escape and the cross close it, and focus goes back to where it was. */
export function Dialog({ title, open, onClose, children, actions, wide = false }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const { current } = dialog;
    if (open && !current?.open) current?.showModal();
    if (!open && current?.open) current.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it by key
    <dialog
      ref={dialog}
      className={`dialog ${wide ? 'dialog-wide' : ''}`}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      {open && (
        <div className="dialog-inside">
          <header>
            <h2 id={id}>{title}</h2>
            <IconButton label={design.close} icon={<Icon name="close" />} onClick={onClose} />
          </header>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by key */}
          <section className="dialog-body" tabIndex={0} aria-labelledby={id}>
            {children}
          </section>
          {actions && <footer>{actions}</footer>}
        </div>
      )}
    </dialog>
  );
}
