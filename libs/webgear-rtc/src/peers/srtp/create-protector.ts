import type { PacketProtector } from '../../rtp/packet-protector.interface.js';
import { CtrHmacProtector } from './ctr-hmac-protector.js';
import { GcmProtector } from './gcm-protector.js';
import { SrtpProfile, type SrtpMasterKey } from './srtp-profile.js';

/** The protector of a negotiated profile. */
export function createProtector(profile: SrtpProfile, master: SrtpMasterKey): PacketProtector {
  return profile === SrtpProfile.AeadAes128Gcm ? new GcmProtector(master) : new CtrHmacProtector(master);
}
