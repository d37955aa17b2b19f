/** What the server tells of one frame. */
export interface FrameMessage {
  /** RTP timestamp of the frame. */
  readonly rtpTimestamp: number;
  /** Time of its capture by the server's clock, in milliseconds since 1970. */
  readonly captureTimeMs: number;
  readonly value: unknown;
}

/** Two seconds at the highest rate: none waits longer for its frame. */
const MOST_MESSAGES = 60;

/** How far one RTP timestamp is behind another, in ticks; negative where it is ahead. Both count modulo 2^32. */
export function ticksBehind(timestamp: number, other: number): number {
  return (other - timestamp) | 0;
}

/** Reads a message of the server; `undefined` if it is none. */
export function parseMessage(text: string): FrameMessage | undefined {
  try {
    const message = JSON.parse(text) as FrameMessage | null;
    return typeof message?.rtpTimestamp === 'number' ? message : undefined;
  } catch {
    return undefined;
  }
}

/** Messages that wait for their frame: they usually arrive before it, since frames are encoded and decoded meanwhile. */
export class FrameMessages {
  private waiting: FrameMessage[] = [];

  /** Adds a message. Of too many the oldest goes. */
  add(message: FrameMessage): void {
    const later = this.waiting.findIndex(
      ({ rtpTimestamp }) => ticksBehind(message.rtpTimestamp, rtpTimestamp) > 0,
    );
    this.waiting.splice(later < 0 ? this.waiting.length : later, 0, message);
    if (this.waiting.length > MOST_MESSAGES) this.waiting.shift();
  }

  /**
   * Takes the messages of a frame and of those before it, which this browser may have skipped, oldest first.
   *
   * @param rtpTimestamp of the frame on screen; `undefined` where the browser does not know it: then all are taken
   */
  take(rtpTimestamp: number | undefined): FrameMessage[] {
    if (rtpTimestamp === undefined) return this.waiting.splice(0);
    const later = this.waiting.findIndex((message) => ticksBehind(rtpTimestamp, message.rtpTimestamp) > 0);
    return this.waiting.splice(0, later < 0 ? this.waiting.length : later);
  }

  /** Forgets those of a server that has been started again, whose timestamps begin elsewhere. */
  clear(): void {
    this.waiting = [];
  }
}
