import type { PeerSnapshot } from '../peers/peer-snapshot.interface.js';
import type { SessionTotals } from './webgear-rtc-events.js';

/** What a viewer was sent, by its last snapshot. */
export function sessionTotals(peer: PeerSnapshot, nowMs: number): SessionTotals {
  const { audio, packetsSent, packetsLost = 0, meanRoundTripTimeMs } = peer;
  return {
    durationMs: Math.max(0, nowMs - peer.createdAtMs),
    bytesSent: peer.bytesSent + (audio?.bytesSent ?? 0),
    packetsSent: packetsSent + (audio?.packetsSent ?? 0),
    packetsRetransmitted: peer.packetsRetransmitted,
    framesSent: peer.framesSent,
    framesDropped: peer.framesDropped,
    packetsLost,
    // A viewer counts what was sent again as well, of which more may be lost than was sent once.
    lossRatio: packetsSent === 0 ? 0 : Math.min(1, packetsLost / packetsSent),
    ...(meanRoundTripTimeMs !== undefined && { meanRoundTripTimeMs }),
    rungs: peer.rungTimes ?? [],
    freezes: peer.freezes ?? 0,
  };
}
