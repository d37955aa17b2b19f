import { createCipheriv } from 'node:crypto';
import type { SrtpMasterKey } from './srtp-profile.js';

/** What a derived key is for (RFC 3711, 4.3.1). */
export const KeyLabel = {
  Encryption: 0x00,
  Authentication: 0x01,
  Salt: 0x02,
  RtcpEncryption: 0x03,
  RtcpSalt: 0x05,
} as const;

/**
 * A session key out of the master key, at key derivation rate 0 (RFC 3711, 4.3).
 *
 * A 12-byte salt, as the GCM profiles have it, counts as its 14-byte form with zeros behind (RFC 7714, 11).
 */
export function deriveSessionKey(master: SrtpMasterKey, label: number, lengthBytes: number): Buffer {
  const counter = Buffer.alloc(16);
  master.salt.copy(counter);
  counter[7] = (counter[7] ?? 0) ^ label;
  return createCipheriv('aes-128-ctr', master.key, counter).update(Buffer.alloc(lengthBytes));
}
