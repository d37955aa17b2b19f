import type { FrameSink } from '../broadcast/stream-engine.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { PeerSnapshot } from '../peers/peer-snapshot.interface.js';
import type { ViewerSubscription } from '../broadcast/passthrough/passthrough-selector.js';
import type { RegisteredPeer } from '../peers/viewer-server.interface.js';
import type { FrameHandOver } from './frame-hand-over.js';

/** What is known of a viewer on this side. */
export interface RemotePeerParts {
  /** Its number in its thread. */
  readonly viewer: number;
  readonly peerId: string;
  readonly sessionToken: string;
  readonly streamName: string;
  readonly remoteAddress: string | undefined;
  readonly codec: VideoCodec;
  readonly subscription: ViewerSubscription;
  readonly handOver: Pick<FrameHandOver, 'offer'>;
  /** Called once, when it is closed from this side or the other. */
  readonly onClosed: (peer: RemotePeer, reason: string) => void;
}

/** A viewer that is served in another thread: its share in the pictures, and what its thread last said of it. */
export class RemotePeer implements RegisteredPeer, FrameSink {
  private closed = false;
  private keyFrameNumber = 0;
  private waitsForKeyFrame = false;
  private latest: PeerSnapshot;

  constructor(private readonly parts: RemotePeerParts) {
    const { peerId, streamName, codec, remoteAddress } = parts;
    this.latest = {
      peerId,
      streamName,
      state: 'connecting',
      codec,
      ...(remoteAddress !== undefined && { remoteAddress }),
      createdAtMs: Date.now(),
      framesSent: 0,
      framesDropped: 0,
      packetsSent: 0,
      bytesSent: 0,
      packetsRetransmitted: 0,
      keyFrameRequests: 0,
      fractionLost: 0,
    };
  }

  get viewer(): number {
    return this.parts.viewer;
  }

  get peerId(): string {
    return this.parts.peerId;
  }

  get sessionToken(): string {
    return this.parts.sessionToken;
  }

  get streamName(): string {
    return this.parts.streamName;
  }

  /** It is about to be connected. */
  prepare(): void {
    this.parts.subscription.prepare();
  }

  /** It is connected. */
  startDelivery(): void {
    this.parts.subscription.attach(this);
  }

  requestKeyFrame(): void {
    this.parts.subscription.requestKeyFrame();
  }

  sendFrame(frame: PacketizedFrame): boolean {
    if (this.waitsForKeyFrame && !frame.keyFrame) {
      // Once: whoever asks has it wait for a key frame from here on.
      this.waitsForKeyFrame = false;
      return false;
    }
    const number = this.parts.handOver.offer(this.viewer, frame);
    if (number === undefined) return false;
    this.waitsForKeyFrame = false;
    if (frame.keyFrame) this.keyFrameNumber = number;
    return true;
  }

  /** It did not get the picture of this number. With a key frame that has left since it goes on by itself. */
  lose(number: number): void {
    this.waitsForKeyFrame ||= number >= this.keyFrameNumber;
  }

  /** Its thread tells how it is. */
  report(snapshot: PeerSnapshot): void {
    this.latest = snapshot;
  }

  close(reason: string): void {
    if (this.closed) return;
    this.closed = true;
    this.parts.subscription.release();
    this.parts.onClosed(this, reason);
  }

  snapshot(): PeerSnapshot {
    return {
      ...this.latest,
      // What was left out here never came there.
      framesDropped: this.latest.framesDropped + this.parts.subscription.framesDropped(),
      ...(this.closed && { state: 'closed' }),
    };
  }
}
