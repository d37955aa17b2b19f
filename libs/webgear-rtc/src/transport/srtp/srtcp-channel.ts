import { SrtcpSession } from 'werift';
import { GcmRtcpOpener } from './gcm-rtcp-opener.js';
import { ReplayWindow } from './replay-window.js';
import { SrtpProfile, type SrtpMasterKey } from './srtp-profile.js';

// A browser reports from one or two; each costs a window.
const maxSenders = 16;

/** RTCP in both directions of one viewer, protected: by werift's code, except for what comes often. */
export class SrtcpChannel {
  private readonly session: SrtcpSession;
  private readonly opener: Pick<GcmRtcpOpener, 'open'>;
  private readonly windows = new Map<number, ReplayWindow>();
  /** Where the index stands, counted from the end. */
  private readonly indexFromEnd: number;

  constructor(profile: SrtpProfile, local: SrtpMasterKey, remote: SrtpMasterKey) {
    // Behind the tag of AEAD (RFC 7714, 9.2), and before the ten bytes of an HMAC (RFC 3711, 3.4).
    this.indexFromEnd = profile === SrtpProfile.AeadAes128Gcm ? 4 : 14;
    const session = new SrtcpSession({
      profile,
      keys: {
        localMasterKey: local.key,
        localMasterSalt: local.salt,
        remoteMasterKey: remote.key,
        remoteMasterSalt: remote.salt,
      },
    });
    this.session = session;
    this.opener =
      profile === SrtpProfile.AeadAes128Gcm
        ? new GcmRtcpOpener(remote)
        : { open: (srtcp) => session.decrypt(srtcp) };
  }

  protect(rtcp: Buffer): Buffer {
    return this.session.encrypt(rtcp);
  }

  /** The plain packet, or `undefined` when it is not the viewer's, or a copy of one that came before. */
  unprotect(srtcp: Buffer): Buffer | undefined {
    try {
      const rtcp = this.opener.open(srtcp);
      return this.isNew(srtcp) ? rtcp : undefined;
    } catch {
      return undefined;
    }
  }

  private isNew(srtcp: Buffer): boolean {
    const sender = srtcp.readUInt32BE(4);
    const index = srtcp.readUInt32BE(srtcp.length - this.indexFromEnd) & 0x7fffffff;
    let window = this.windows.get(sender);
    if (window === undefined) {
      if (this.windows.size >= maxSenders) return false;
      window = new ReplayWindow();
      this.windows.set(sender, window);
    }
    return window.take(index);
  }
}
