import { randomBytes } from 'node:crypto';

/** Our half of the credentials that protect the connectivity checks of one viewer. */
export interface IceCredentials {
  readonly usernameFragment: string;
  readonly password: string;
}

/** New credentials with 48 and 192 bits of randomness; at least 24 and 128 are asked for (RFC 8445, 5.3). */
export function createIceCredentials(): IceCredentials {
  // base64 without padding has just the characters of ice-char (RFC 8839, 5.4).
  return {
    usernameFragment: randomBytes(6).toString('base64'),
    password: randomBytes(24).toString('base64'),
  };
}
