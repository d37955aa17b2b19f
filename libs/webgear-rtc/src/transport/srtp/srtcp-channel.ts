import { SrtcpSession } from 'werift';
import { GcmRtcpCipher } from './gcm-rtcp-cipher.js';
import { createNodeGcmAead } from './node-gcm-aead.js';
import { ReplayWindow } from './replay-window.js';
import type { GcmAeadFactory, RtcpCipher } from './rtcp-cipher.interface.js';
import { SrtpProfile, type SrtpMasterKey } from './srtp-profile.js';

// A browser reports from one or two; each costs a window.
const maxSenders = 16;

/** RTCP in both directions of one viewer, protected. */
export class SrtcpChannel {
  private readonly cipher: RtcpCipher;
  private readonly windows = new Map<number, ReplayWindow>();
  /** Where the index stands, counted from the end. */
  private readonly indexFromEnd: number;

  /** @param createAead the cipher of the GCM profile; by Node's own crypto by default */
  constructor(
    profile: SrtpProfile,
    local: SrtpMasterKey,
    remote: SrtpMasterKey,
    createAead: GcmAeadFactory = createNodeGcmAead,
  ) {
    // Behind the tag of AEAD (RFC 7714, 9.2), and before the ten bytes of an HMAC (RFC 3711, 3.4).
    this.indexFromEnd = profile === SrtpProfile.AeadAes128Gcm ? 4 : 14;
    this.cipher =
      profile === SrtpProfile.AeadAes128Gcm
        ? new GcmRtcpCipher(local, remote, createAead)
        : weriftCipher(profile, local, remote);
  }

  /** The protected packet. */
  protect(rtcp: Buffer): Buffer {
    return this.cipher.seal(rtcp);
  }

  /** The plain packet until the next call, or `undefined` when it is not the viewer's, or a copy of one that came before. */
  unprotect(srtcp: Buffer): Buffer | undefined {
    try {
      const rtcp = this.cipher.open(srtcp);
      return this.isNew(srtcp) ? rtcp : undefined;
    } catch {
      return undefined;
    }
  }

  /** Releases the keys. */
  close(): void {
    this.cipher.close();
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

/** What browsers hardly ever negotiate: by werift's code. */
function weriftCipher(profile: SrtpProfile, local: SrtpMasterKey, remote: SrtpMasterKey): RtcpCipher {
  const session = new SrtcpSession({
    profile,
    keys: {
      localMasterKey: local.key,
      localMasterSalt: local.salt,
      remoteMasterKey: remote.key,
      remoteMasterSalt: remote.salt,
    },
  });
  return {
    seal: (rtcp) => session.encrypt(rtcp),
    open: (srtcp) => session.decrypt(srtcp),
    close: () => undefined,
  };
}
