import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react';
import { design } from '../strings/design.js';
import { IconButton } from './Button.js';
import { Icon } from './Icon.js';
import './Toast.css';

export type ToastKind = 'info' | 'problem';

interface Toast {
  key: number;
  kind: ToastKind;
  text: string;
}

const SHOWN_MS = 6000; // what is a problem stays until it is closed
const MOST = 3;

const Context = createContext<(text: string, kind?: ToastKind) => void>(() => {});

/** Says something at the foot of the page: `useToast()(text, 'problem')`. */
export const useToast = () => useContext(Context);

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const key = useRef(0);
  const close = useCallback((closed: number) => setToasts((all) => all.filter((toast) => toast.key !== closed)), []);
  const say = useCallback(
    (text: string, kind: ToastKind = 'info') => {
      key.current += 1;
      const made = { key: key.current, kind, text };
      setToasts((all) => [...all.filter((toast) => toast.text !== text), made].slice(-MOST));
      if (kind === 'info') setTimeout(() => close(made.key), SHOWN_MS);
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
            <IconButton label={design.dismiss} icon={<Icon name="close" />} onClick={() => close(toast.key)} />
          </div>
        ))}
      </section>
    </Context>
  );
}
