import type { ButtonHTMLAttributes, ReactNode } from 'react';
import './Button.css';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: 'plain' | 'primary' | 'quiet' | 'danger';
  /** `large` is 44 px high, for the main thing to do. */
  size?: 'normal' | 'large';
  icon?: ReactNode;
  /** For a button that stays in: read as pressed or not. */
  pressed?: boolean;
}

export function Button({
  kind = 'plain',
  size = 'normal',
  icon,
  pressed,
  className = '',
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      className={`button button-${kind} button-${size} ${children ? '' : 'button-square'} ${className}`}
      aria-pressed={pressed}
      {...rest}
    >
      {icon}
      {children}
    </button>
  );
}

/** A button of an icon alone; `label` is read out and shown as a tip. */
export function IconButton({ label, ...rest }: ButtonProps & { label: string }) {
  return <Button kind="quiet" aria-label={label} title={label} {...rest} />;
}

/** Buttons that belong together, joined. */
export function ButtonGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div className="button-group" role="group" aria-label={label}>
      {children}
    </div>
  );
}

/** Looks like a button and opens the file dialog. */
export function FileButton({
  label,
  accept,
  multiple = false,
  kind = 'plain',
  onFiles,
}: {
  label: string;
  accept?: string;
  multiple?: boolean;
  kind?: 'plain' | 'primary';
  onFiles: (files: File[]) => void;
}) {
  return (
    <label className={`button button-${kind} button-normal`}>
      {label}
      <input
        className="spoken"
        type="file"
        accept={accept}
        multiple={multiple}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          target.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
    </label>
  );
}
