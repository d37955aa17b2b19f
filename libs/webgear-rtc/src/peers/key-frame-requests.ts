import { TokenBucket } from '../rtp/token-bucket.js';

/** A viewer that joins on a bad line may lose its first key frame, and the next. */
const BURST = 2;
const PER_SECOND = 1;

/**
 * The key-frame requests of one viewer, limited: every key frame costs all viewers of the stream.
 *
 * A request too many waits for its second, or for a key frame that comes for another reason.
 */
export class KeyFrameRequests {
  private readonly budget = new TokenBucket(BURST, PER_SECOND);
  private waits = false;

  /** @param send asks for a key frame */
  constructor(private readonly send: () => void) {}

  /** Whether a request waits for its second. */
  get waiting(): boolean {
    return this.waits;
  }

  /** The viewer asks for one (PLI, RFC 4585, 6.3.1; FIR, RFC 5104, 4.3.1). */
  request(nowUs: number): void {
    this.waits = !this.budget.take(nowUs);
    if (!this.waits) this.send();
  }

  /** A frame is on its way to the viewer. */
  frameSent(keyFrame: boolean, nowUs: number): void {
    if (!this.waits) return;
    if (keyFrame) this.waits = false;
    else this.request(nowUs);
  }
}
