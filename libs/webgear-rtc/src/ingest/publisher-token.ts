import { randomBytes } from 'node:crypto';

/** A secret that names a session in its URL. */
export function createPublisherToken(): string {
  return randomBytes(24).toString('base64url');
}
