const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** Of a moment in ISO 8601, as the user's system writes it. */
export const when = (iso: string): string => day.format(new Date(iso));
