/** Small pieces of HTML; every text from outside passes through `escapeHtml`. */
import type { Fact } from './reportData.js';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]);

/** `body` is HTML, `title` and `note` are text. */
export function section(title: string, body: string, note = ''): string {
  const explanation = note ? `<p class="note">${escapeHtml(note)}</p>` : '';
  return `<section><h2>${escapeHtml(title)}</h2>${explanation}${body}</section>`;
}

/** A picture with a caption below. */
export function figure(picture: string, caption: string): string {
  return `<figure>${picture}<figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

export function factTable(facts: readonly Fact[]): string {
  const rows = facts.map(({ label, value }) => `<tr><th>${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`);
  return `<table>${rows.join('')}</table>`;
}

export const columns = (...parts: string[]): string => `<div class="columns">${parts.join('')}</div>`;
