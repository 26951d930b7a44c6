/** With a minus sign in place of the hyphen that numbers have before them. */
export const withMinus = (text: string): string => text.replace('-', '−');
