import { SrtcpSession } from 'werift';
import type { SrtpMasterKey, SrtpProfile } from './srtp-profile.js';

/** RTCP in both directions of one viewer, protected. It is a few packets a second, so werift's code serves. */
export class SrtcpChannel {
  private readonly session: SrtcpSession;

  constructor(profile: SrtpProfile, local: SrtpMasterKey, remote: SrtpMasterKey) {
    this.session = new SrtcpSession({
      profile,
      keys: {
        localMasterKey: local.key,
        localMasterSalt: local.salt,
        remoteMasterKey: remote.key,
        remoteMasterSalt: remote.salt,
      },
    });
  }

  protect(rtcp: Buffer): Buffer {
    return this.session.encrypt(rtcp);
  }

  /** The plain packet, or `undefined` when it is not the viewer's. */
  unprotect(srtcp: Buffer): Buffer | undefined {
    try {
      return this.session.decrypt(srtcp);
    } catch {
      return undefined;
    }
  }
}
