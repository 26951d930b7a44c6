import type { ApiError } from '@tonewright/training/studio-api';
import { studio } from '../strings/studio.js';

/** Of an error, for people: the server's own, or that it does not answer. */
export const wordsOf = (error: unknown): string =>
  error instanceof TypeError ? studio.lost.title : (error as Error).message;

/** Below the page's own address, which has the token. */
export const address = (path: string) => new URL(`api/${path}`, document.baseURI).href;

async function answer<T>(response: Response): Promise<T> {
  const body = await response.json();
  if (!response.ok) throw new Error((body as ApiError).error);
  return body as T;
}

/** @throws Error in the server's own words */
export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const json =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return answer<T>(await fetch(address(path), { method, ...json }));
}

/** Sends a file; its id serves to say what it is for. */
export async function upload(file: Blob): Promise<string> {
  const headers = { 'content-type': 'application/octet-stream' };
  const response = await fetch(address('uploads'), { method: 'POST', headers, body: file });
  return (await answer<{ upload: string }>(response)).upload;
}
