import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.js';
import './Notice.css';

const icons: Record<string, IconName> = { info: 'info', good: 'check', warn: 'warning', bad: 'warning' };

export interface NoticeProps {
  kind?: 'info' | 'good' | 'warn' | 'bad';
  title?: string;
  children?: ReactNode;
  /** What can be done about it. */
  actions?: ReactNode;
}

/** A fact in the flow of the page: what is so, and what to do. */
export function Notice({ kind = 'info', title, children, actions }: NoticeProps) {
  return (
    <div className={`notice notice-${kind}`} role={kind === 'bad' ? 'alert' : undefined}>
      <Icon name={icons[kind]} />
      <div>
        {title && <p className="notice-title">{title}</p>}
        {children}
      </div>
      {actions && <div className="notice-actions">{actions}</div>}
    </div>
  );
}

/** Where there is nothing yet: what belongs here, and the way to it. */
export function Empty({ title, children, actions }: Omit<NoticeProps, 'kind'>) {
  return (
    <div className="empty">
      <p className="notice-title">{title}</p>
      {children && <p className="quiet">{children}</p>}
      {actions && <div className="notice-actions">{actions}</div>}
    </div>
  );
}

/** How far something is, 0 to 1; without a value it only says that it runs. */
export function Progress({ label, value, text }: { label: string; value?: number; text?: string }) {
  return (
    <div className="progress">
      <progress aria-label={label} value={value} max={1} />
      {text && <span className="numbers small quiet">{text}</span>}
    </div>
  );
}

/** A small word about a thing: a family, a tag, a state. */
export function Tag({ kind = 'plain', children }: { kind?: 'plain' | 'good' | 'warn' | 'bad'; children: ReactNode }) {
  return <span className={`tag tag-${kind}`}>{children}</span>;
}

/** A part of a page with its heading. */
export function Panel({
  title,
  actions,
  children,
  className = '',
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={`panel ${className}`} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}
