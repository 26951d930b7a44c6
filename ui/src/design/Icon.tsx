const paths = {
  previous: 'M10 3.5 5.5 8l4.5 4.5',
  next: 'M6 3.5 10.5 8 6 12.5',
  undo: 'M5.5 3 3 5.5 5.5 8M3.2 5.5h6.3a3.5 3.5 0 0 1 0 7H6',
  redo: 'M10.5 3 13 5.5 10.5 8M12.8 5.5H6.5a3.5 3.5 0 0 0 0 7H10',
  play: 'M5 3.2v9.6L12.6 8z',
  stop: 'M4.5 4.5h7v7h-7z',
  record: 'M8 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3.5 8.5 6.5 11.5 12.5 4.5',
  search: 'M7 2.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4zM10.2 10.2l3.3 3.3',
  star: 'm8 2.2 1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4L2.2 6.5l4-.6z',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  library: 'M3 2.8v10.4M6.2 2.8v10.4M9 3.4l3.8 9.6',
  settings: 'M2.5 5h6M12 5h1.5M10.2 3.2v3.6M2.5 11H4M7.5 11h6M5.8 9.2v3.6',
  light:
    'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  dark: 'M13 9.6A5.4 5.4 0 0 1 6.4 3 5.4 5.4 0 1 0 13 9.6z',
  folder: 'M2.5 4.2v8.3h11V5.5H8L6.6 3.5H2.5z',
  file: 'M4 2.5h5L12 5.5v8H4zM9 2.5v3h3',
  download: 'M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.2h10',
  upload: 'M8 10.5V3M4.8 6 8 2.8 11.2 6M3 13.2h10',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  plus: 'M8 3v10M3 8h10',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.3 4.5l.6 9h6.2l.6-9',
  warning: 'M8 2.5 14 13H2zM8 6.5v3M8 11.3h.01',
  info: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 7.3v3.5M8 5.1h.01',
  power: 'M8 2v5.5M4.8 4.2a5 5 0 1 0 6.4 0',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  edit: 'M3 13l.6-2.8L11 2.8 13.2 5 5.8 12.4z',
} as const;

export type IconName = keyof typeof paths;

/** Drawn in the colour of the text around it; not read out. */
export function Icon({ name, filled = false }: { name: IconName; filled?: boolean }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d={paths[name]}
        fill={filled ? 'currentColor' : 'none'}
        stroke="currentColor"
        strokeWidth={name === 'more' ? 2.4 : 1.5}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
