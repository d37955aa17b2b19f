import type { PeerSnapshot } from './peer-snapshot.interface.js';
import type { TrackSenderCounters } from './track-sender.js';

/** What the video to a viewer adds to its snapshot. */
type TrackSnapshot = Pick<
  PeerSnapshot,
  | 'packetsSent'
  | 'bytesSent'
  | 'packetsRetransmitted'
  | 'nacksReceived'
  | 'fractionLost'
  | 'packetsLost'
  | 'roundTripTimeMs'
  | 'meanRoundTripTimeMs'
  | 'joinMs'
>;

/**
 * The counters of the video to a viewer as its snapshot has them.
 *
 * @param counters `undefined` before the viewer is connected
 * @param createdAtUs time of its offer
 */
export function trackSnapshot(counters: TrackSenderCounters | undefined, createdAtUs: number): TrackSnapshot {
  const { firstFrameUs, roundTripTimeMs, meanRoundTripTimeMs } = counters ?? {};
  return {
    packetsSent: counters?.packetsSent ?? 0,
    bytesSent: counters?.bytesSent ?? 0,
    packetsRetransmitted: counters?.packetsRetransmitted ?? 0,
    nacksReceived: counters?.nacksReceived ?? 0,
    fractionLost: counters?.fractionLost ?? 0,
    ...(counters !== undefined && { packetsLost: counters.packetsLost }),
    ...(roundTripTimeMs !== undefined && { roundTripTimeMs }),
    ...(meanRoundTripTimeMs !== undefined && { meanRoundTripTimeMs }),
    ...(firstFrameUs !== undefined && { joinMs: (firstFrameUs - createdAtUs) / 1000 }),
  };
}
