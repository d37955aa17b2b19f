import type { DtlsServer } from 'werift';
import { masterKeyBytes, masterSaltBytes, SrtpProfile, type SrtpMasterKey } from '../srtp/srtp-profile.js';

/** The SRTP keys of a finished handshake. */
export interface DtlsSrtpKeys {
  readonly profile: SrtpProfile;
  readonly local: SrtpMasterKey;
  readonly remote: SrtpMasterKey;
}

/** The profiles that both ends of ours speak, the preferred one first. */
export const offeredSrtpProfiles = [SrtpProfile.AeadAes128Gcm, SrtpProfile.Aes128CmHmacSha1With80BitTag];

/** What both of werift's ends have of it. */
type FinishedHandshake = Pick<DtlsServer, 'srtp' | 'extractSessionKeys'>;

/** The profile that was agreed on; `undefined` where there is none in common. */
export function agreedSrtpProfile({ srtp }: FinishedHandshake): SrtpProfile | undefined {
  return Object.values(SrtpProfile).find((known) => known === srtp.srtpProfile);
}

/** Exports the keys of a finished handshake (RFC 5764, 4.2). */
export function exportSrtpKeys(handshake: FinishedHandshake, profile: SrtpProfile): DtlsSrtpKeys {
  const keys = handshake.extractSessionKeys(masterKeyBytes, masterSaltBytes(profile));
  return {
    profile,
    local: { key: keys.localKey, salt: keys.localSalt },
    remote: { key: keys.remoteKey, salt: keys.remoteSalt },
  };
}
