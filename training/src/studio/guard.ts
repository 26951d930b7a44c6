import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Refusal } from './refusal.js';

/** The token stands first in every address, so that no other page or program of this computer's users can guess one. */
function hasToken(url: string, token: string): boolean {
  const [, found = ''] = url.split(/[/?]/);
  const [a, b] = [Buffer.from(found), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Lets in only pages of this server: the token, a Host that is this computer (against DNS rebinding), and no foreign
 * Origin. @throws Refusal
 */
export function guard({ url, headers, raw }: FastifyRequest, token: string): void {
  const port = raw.socket.localPort;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? ''))
    throw new Refusal(403, `Expected the host ${hosts[0]}; found '${headers.host ?? ''}'. Use the printed address.`);
  if (headers.origin !== undefined && !hosts.some((host) => headers.origin === `http://${host}`))
    throw new Refusal(403, 'Expected a page of this studio; the request came from another one.');
  if (!hasToken(url, token))
    throw new Refusal(
      403,
      'Expected the token of this studio in the address. Use the address that the command printed.',
    );
}

export const securityHeaders = {
  'content-security-policy':
    "default-src 'self'; script-src 'self' 'unsafe-eval' blob:; worker-src 'self' blob:; " +
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;
