import type { FrameSink, StreamEngine } from '../broadcast/stream-engine.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { StreamStats } from '../media/stream-stats.js';

/** What is asked of the place where the stream is made. */
export interface StreamOrigin {
  /** How often the source was started. */
  readonly starts: number;
  /** How many read its sound. */
  readonly audioListeners: number;
  readonly stats: StreamStats;
}

/** What a test does to the source of the stream. */
export type SourceAction =
  /** The source has been opened; its own H.264 may be sent unchanged, and so may its sound, G.711. */
  | 'open'
  /** It has been opened and has no sound. */
  | 'open without sound'
  /** It gives a decoded frame. */
  | 'frame'
  /** It gives a decoded frame of a slate. */
  | 'slate'
  /** It gives an H.264 key frame of its own. */
  | 'encoded key frame'
  /** It gives another H.264 frame of its own. */
  | 'encoded frame'
  /** It gives 20 ms of sound. */
  | 'sound'
  /** It comes to its end. */
  | 'end';

/** A stream engine and the source behind it. */
export interface StreamEngineRig {
  readonly engine: StreamEngine;
  /** Moves the clocks by the time of a frame, then acts; what follows has reached the sinks when it resolves. */
  act(action: SourceAction): Promise<void>;
  /** All requests so far have taken effect when it resolves. */
  settle(): Promise<void>;
  origin(): Promise<StreamOrigin>;
  /** Moves the clocks. */
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** A sink that keeps what it gets. */
export class RecordingSink implements FrameSink {
  /** In order. */
  readonly received: PacketizedFrame[] = [];
  /** Whether it refuses frames. */
  full = false;
  bandwidthBps: number | undefined;

  sendFrame(frame: PacketizedFrame): boolean {
    if (!this.full) this.received.push(frame);
    return !this.full;
  }

  /** K for each key frame, d for each other. */
  get kinds(): string {
    return this.received.map(({ keyFrame }) => (keyFrame ? 'K' : 'd')).join('');
  }
}
