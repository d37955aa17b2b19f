import { Histogram } from '../../media/histogram.js';
import type { LeaveReason } from '../../peers/leave-reason.js';
import { hasJoined, type PeerDeparture, type ViewerRefusal } from '../../peers/peer-registry.js';
import type { PeerSnapshot } from '../../peers/peer-snapshot.interface.js';

/** What came of an offer or a request for images: a viewer that got video, one that never did, or none. */
export type JoinResult = 'connected' | 'failed' | 'refused';

const joinSeconds = [0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5];
const durationSeconds = [1, 10, 60, 600, 3600];

/** What is sent in one codec to the viewers of a stream. */
export interface SentTotals {
  bytes: number;
  packets: number;
  retransmitted: number;
  frames: number;
  framesDropped: number;
}

/** All viewers of one stream, those that have left among them. */
export class StreamViewerTotals {
  /** Of offers, and of requests for `stream.mjpeg`. */
  readonly results: Record<PeerSnapshot['mode'], Record<JoinResult, number>> = {
    webrtc: { connected: 0, failed: 0, refused: 0 },
    mjpeg: { connected: 0, failed: 0, refused: 0 },
  };
  /** Of WebRTC alone: a request for images has no handshake. */
  readonly joins = new Histogram(joinSeconds);
  readonly durations = new Map<LeaveReason, Histogram>();
  readonly sent = new Map<string, SentTotals>();
  keyFrameRequests = 0;
  nacks = 0;
  freezes = 0;
  rungSwitches = { up: 0, down: 0 };

  /** Counts one viewer, by its counters so far. */
  add(peer: PeerSnapshot): void {
    this.keyFrameRequests += peer.keyFrameRequests;
    this.nacks += peer.nacksReceived;
    this.freezes += peer.freezes ?? 0;
    this.rungSwitches.up += peer.rungSwitches?.up ?? 0;
    this.rungSwitches.down += peer.rungSwitches?.down ?? 0;
    if (peer.mode === 'webrtc' && peer.joinMs !== undefined) this.joins.observe(peer.joinMs / 1000);
    // One that has never been connected has sent nothing, and would make a series of its codec.
    if (!hasJoined(peer)) return;
    this.results[peer.mode].connected++;
    const video = this.sentIn(peer.codec);
    video.bytes += peer.bytesSent;
    video.packets += peer.packetsSent;
    video.retransmitted += peer.packetsRetransmitted;
    video.frames += peer.framesSent;
    video.framesDropped += peer.framesDropped;
    if (peer.audio === undefined) return;
    const sound = this.sentIn(peer.audio.codec);
    sound.bytes += peer.audio.bytesSent;
    sound.packets += peer.audio.packetsSent;
  }

  /** Counts the end of a viewer that {@link add} has counted. */
  end({ peer, reason }: PeerDeparture, nowMs: number): void {
    if (!hasJoined(peer)) {
      this.results[peer.mode].failed++;
      return;
    }
    const durations = this.durations.get(reason) ?? new Histogram(durationSeconds);
    this.durations.set(reason, durations);
    durations.observe((nowMs - peer.createdAtMs) / 1000);
  }

  /** Totals of their own that go on alone. */
  copy(): StreamViewerTotals {
    const copy = new StreamViewerTotals();
    Object.assign(copy.results.webrtc, this.results.webrtc);
    Object.assign(copy.results.mjpeg, this.results.mjpeg);
    Object.assign(copy, { joins: this.joins.copy() });
    for (const [kind, histogram] of this.durations) copy.durations.set(kind, histogram.copy());
    for (const [codec, sent] of this.sent) copy.sent.set(codec, { ...sent });
    copy.keyFrameRequests = this.keyFrameRequests;
    copy.nacks = this.nacks;
    copy.freezes = this.freezes;
    copy.rungSwitches = { ...this.rungSwitches };
    return copy;
  }

  private sentIn(codec: string): SentTotals {
    const sent = this.sent.get(codec) ?? {
      bytes: 0,
      packets: 0,
      retransmitted: 0,
      frames: 0,
      framesDropped: 0,
    };
    this.sent.set(codec, sent);
    return sent;
  }
}

/** All viewers there ever were, by the names of their streams. */
export class ViewerTotals {
  private readonly left = new Map<string, StreamViewerTotals>();

  /** An offer or a request that led to no viewer. */
  refuse({ streamName, mode }: ViewerRefusal): void {
    this.of(streamName).results[mode].refused++;
  }

  /** A viewer that has ended. */
  depart(departure: PeerDeparture, nowMs: number = Date.now()): void {
    const totals = this.of(departure.peer.streamName);
    totals.add(departure.peer);
    totals.end(departure, nowMs);
  }

  /**
   * Those that have left and those that are there, of each of these streams. Other streams are forgotten: one that is gone
   * must not be remembered.
   */
  with(current: readonly PeerSnapshot[], streamNames: readonly string[]): Map<string, StreamViewerTotals> {
    for (const name of this.left.keys()) if (!streamNames.includes(name)) this.left.delete(name);
    const totals = new Map(
      streamNames.map((name) => [name, this.left.get(name)?.copy() ?? new StreamViewerTotals()]),
    );
    for (const peer of current) totals.get(peer.streamName)?.add(peer);
    return totals;
  }

  private of(streamName: string): StreamViewerTotals {
    const totals = this.left.get(streamName) ?? new StreamViewerTotals();
    this.left.set(streamName, totals);
    return totals;
  }
}
