import { createPacketOpener, type PacketOpener } from './packet-opener.js';
import { ReplayWindow } from './replay-window.js';
import type { SrtpMasterKey, SrtpProfile } from './srtp-profile.js';

/**
 * Packets that come late are taken up to this many behind the newest. A retransmission without a stream of its own is the
 * packet itself, and comes a round trip later: 200 ms at 20 Mbit/s are 400 packets.
 */
const windowPackets = 1024;

/** A publisher has a stream of video, one of retransmissions and one of sound, and new ones when it restarts them. */
const maxStreams = 16;

const sequenceNumbers = 0x10000;

interface ReceivedStream {
  /** The newest index: roll-over counter and sequence number. */
  newest: number;
  readonly window: ReplayWindow;
}

/**
 * Opens the SRTP packets of one peer (RFC 3711, 3.3): roll-over counters and replay windows by SSRC.
 *
 * Nothing is kept for what is not verified.
 */
export class SrtpReceiver {
  private readonly opener: PacketOpener;
  private readonly streams = new Map<number, ReceivedStream>();

  constructor(profile: SrtpProfile, remote: SrtpMasterKey) {
    this.opener = createPacketOpener(profile, remote);
  }

  /**
   * The payload of a packet in plain bytes; `undefined` when it is not the peer's, or was taken before.
   *
   * @param packet SRTP, with a whole RTP header
   * @param headerBytes length of that header, with CSRCs and extensions
   */
  open(packet: Buffer, headerBytes: number): Buffer | undefined {
    if (packet.length < headerBytes + this.opener.tagBytes) return undefined;
    const ssrc = packet.readUInt32BE(8);
    const sequenceNumber = packet.readUInt16BE(2);
    const known = this.streams.get(ssrc);
    if (known === undefined) return this.begin(packet, headerBytes, ssrc, sequenceNumber);
    const index = indexNear(known.newest, sequenceNumber);
    if (index < 0 || !known.window.isNew(index)) return undefined;
    const payload = this.opener.open(packet, headerBytes, index);
    if (payload === undefined) return undefined;
    known.window.take(index);
    known.newest = Math.max(known.newest, index);
    return payload;
  }

  private begin(
    packet: Buffer,
    headerBytes: number,
    ssrc: number,
    sequenceNumber: number,
  ): Buffer | undefined {
    if (this.streams.size >= maxStreams) return undefined;
    // The packets before the first wrap may all have been lost.
    for (const index of [sequenceNumber, sequenceNumber + sequenceNumbers]) {
      const payload = this.opener.open(packet, headerBytes, index);
      if (payload === undefined) continue;
      const window = new ReplayWindow(windowPackets);
      window.take(index);
      this.streams.set(ssrc, { newest: index, window });
      return payload;
    }
    return undefined;
  }
}

/** The index with this sequence number that is nearest to the newest (RFC 3711, 3.3.1). */
function indexNear(newest: number, sequenceNumber: number): number {
  const ahead = (sequenceNumber - newest) & 0xffff;
  return newest + (ahead < sequenceNumbers / 2 ? ahead : ahead - sequenceNumbers);
}
