import type { PacketProtector } from '../../rtp/packet-protector.interface.js';
import { CtrHmac } from './ctr-hmac.js';
import { CtrHmacProtector } from './ctr-hmac-protector.js';
import { GcmProtector } from './gcm-protector.js';
import { deriveSessionKey, KeyLabel } from './key-derivation.js';
import {
  authKeyBytes,
  masterKeyBytes,
  masterSaltBytes,
  SrtpProfile,
  type SrtpMasterKey,
} from './srtp-profile.js';

/** Makes the protector of the GCM profile out of session keys. */
export type GcmProtectorFactory = (key: Buffer, salt: Buffer) => PacketProtector;

/** What is always there. */
export const createNodeGcmProtector: GcmProtectorFactory = (key, salt) => new GcmProtector(key, salt);

/** The protector of a negotiated profile, with session keys out of the master key. */
export function createProtector(
  profile: SrtpProfile,
  master: SrtpMasterKey,
  createGcmProtector = createNodeGcmProtector,
): PacketProtector {
  const key = deriveSessionKey(master, KeyLabel.Encryption, masterKeyBytes);
  const salt = deriveSessionKey(master, KeyLabel.Salt, masterSaltBytes(profile));
  return profile === SrtpProfile.AeadAes128Gcm
    ? createGcmProtector(key, salt)
    : new CtrHmacProtector(
        new CtrHmac(key, deriveSessionKey(master, KeyLabel.Authentication, authKeyBytes), salt),
      );
}
