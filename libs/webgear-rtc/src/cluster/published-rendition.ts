import type { FrameSink, StreamEngine, Subscription } from '../broadcast/stream-engine.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { RenditionKey } from '../media/rendition-key.js';
import type { BusConnection } from './bus-connection.interface.js';
import { writeFrame } from './frame-message.js';
import type { Joined } from './messages.js';
import type { StreamSubjects } from './subjects.js';

/** What a rendition is published with. */
export interface PublishedRenditionParts {
  readonly engine: StreamEngine;
  readonly key: RenditionKey;
  readonly subjects: StreamSubjects;
  readonly connection: BusConnection;
  readonly epoch: number;
}

/** One rendition as all edges get it: each frame is published once, however many edges there are. */
export class PublishedRendition implements FrameSink {
  viewers = 0;
  bandwidthBps: number | undefined;
  private readonly subscription: Subscription;
  private readonly subject: string;
  private started = false;
  /** Frames that are cached go to those who join, not to all. */
  private isCaching = false;
  private sequence = 0;
  private lastKeyFrame = 0;

  constructor(private readonly parts: PublishedRenditionParts) {
    this.subject = parts.subjects.frames(parts.key);
    this.subscription = parts.engine.subscribe(parts.key);
  }

  /** Publishes frames from now on. A second call does nothing. */
  start(): void {
    if (this.started) return;
    this.started = true;
    this.isCaching = true;
    this.subscription.attach(this);
    this.isCaching = false;
  }

  /** Sends an edge what is cached since the newest key frame, and requests one where there is none. */
  join(edge: string): Joined {
    this.start();
    const { engine, key, subjects, epoch } = this.parts;
    const cached: PacketizedFrame[] = [];
    const sendFrame = (frame: PacketizedFrame): boolean => cached.push(frame) > 0;
    engine.subscribe(key, { viewers: 0, sendFrame }).release();
    const subject = subjects.catchUp(key, edge);
    for (const [index, frame] of cached.entries()) this.publish(subject, frame, index);
    return { epoch, sequence: this.sequence, frames: cached.length };
  }

  /** @param sequence of the last frame that the edge got: it does not have to ask for a key frame that is on its way */
  requestKeyFrame(sequence: number): void {
    if (((this.lastKeyFrame - sequence) | 0) <= 0) this.subscription.requestKeyFrame();
  }

  sendFrame(frame: PacketizedFrame): boolean {
    if (!this.parts.connection.isWritable) return false;
    // Cached frames, for a sink that needs a key frame: all other edges have shown them.
    if (this.isCaching || frame.catchUp === true) return true;
    this.sequence = (this.sequence + 1) >>> 0;
    if (frame.keyFrame) this.lastKeyFrame = this.sequence;
    this.publish(this.subject, frame, this.sequence);
    return true;
  }

  release(): void {
    this.subscription.release();
  }

  private publish(subject: string, frame: PacketizedFrame, sequence: number): void {
    const { connection, epoch } = this.parts;
    const { keyFrame, catchUp = false, captureTimeUs, rtpTimestamp, h264Profile, encoded } = frame;
    if (encoded === undefined) return;
    const outgoing = {
      keyFrame,
      catchUp,
      captureTimeUs,
      rtpTimestamp,
      h264Profile,
      encoded,
      sequence,
      epoch,
    };
    for (const message of writeFrame(outgoing, connection.maxPayloadBytes)) {
      connection.publish(subject, message);
    }
  }
}
