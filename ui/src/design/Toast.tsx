import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react';
import { design } from '../strings/design.js';
import { Button, IconButton } from './Button.js';
import { Icon } from './Icon.js';
import './Toast.css';

export type ToastKind = 'info' | 'problem';

/** What can be done about it. */
export interface ToastAction {
  label: string;
  act: () => void;
}

interface Toast {
  key: number;
  kind: ToastKind;
  text: string;
  action?: ToastAction;
}

type Say = (text: string, kind?: ToastKind, action?: ToastAction) => void;

const SHOWN_MS = 6000; // what is a problem stays until it is closed
const SHOWN_WITH_ACTION_MS = 15_000;
const MOST = 3;

const Context = createContext<Say>(() => {});

/** Says something at the foot of the page: `useToast()(text, 'problem')`. */
export const useToast = () => useContext(Context);

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const key = useRef(0);
  const close = useCallback((closed: number) => setToasts((all) => all.filter((toast) => toast.key !== closed)), []);
  const say = useCallback<Say>(
    (text, kind = 'info', action) => {
      key.current += 1;
      const made = { key: key.current, kind, text, action };
      setToasts((all) => [...all.filter((toast) => toast.text !== text), made].slice(-MOST));
      if (kind === 'info') setTimeout(() => close(made.key), action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
    },
    [close],
  );
  return (
    <Context value={say}>
      {children}
      <section className="toasts" aria-label={design.messages} aria-live="polite">
        {toasts.map((toast) => (
          <div key={toast.key} className={`toast toast-${toast.kind}`}>
            <Icon name={toast.kind === 'problem' ? 'warning' : 'info'} />
            <p>{toast.text}</p>
            {toast.action && <Act action={toast.action} onDone={() => close(toast.key)} />}
            <IconButton label={design.dismiss} icon={<Icon name="close" />} onClick={() => close(toast.key)} />
          </div>
        ))}
      </section>
    </Context>
  );
}

function Act({ action: { label, act }, onDone }: { action: ToastAction; onDone: () => void }) {
  const onClick = () => {
    act();
    onDone();
  };
  return <Button onClick={onClick}>{label}</Button>;
}
