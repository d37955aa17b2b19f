import type { PacketProtector } from '../../rtp/packet-protector.interface.js';
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

/** The protector of a negotiated profile, with session keys out of the master key. */
export function createProtector(profile: SrtpProfile, master: SrtpMasterKey): PacketProtector {
  const key = deriveSessionKey(master, KeyLabel.Encryption, masterKeyBytes);
  const salt = deriveSessionKey(master, KeyLabel.Salt, masterSaltBytes(profile));
  return profile === SrtpProfile.AeadAes128Gcm
    ? new GcmProtector(key, salt)
    : new CtrHmacProtector(key, deriveSessionKey(master, KeyLabel.Authentication, authKeyBytes), salt);
}
