import type { PacketizedFrame } from './packetized-frame.interface.js';
import type { SentFrame } from './retransmission-history.js';
import type { RtpSender } from './rtp-sender.js';

/** A frame of this many runs, 32 packets, leaves at once: an ordinary picture of 8 Mb/s video. */
const burstRuns = 2;
/**
 * The rest of a larger one is spread over this time. A third of a frame interval at 30 pictures a second: the routers
 * on the way see no burst of a hundred packets, and the next picture does not wait.
 */
export const spreadUs = 10_000;
/**
 * Frames that may wait. A viewer who joins gets up to a quarter of a second at once, which is 30 pictures at most;
 * beyond that the network takes less than the stream is, and waiting would only make it late. Pictures to catch up with
 * do not count: they are all there at once, and as many as the source's key frames are apart.
 */
export const maxQueuedFrames = 32;

/** The frames on their way to one viewer: bounded, and large ones not all at once. */
export class FrameQueue {
  private readonly waiting: PacketizedFrame[] = [];
  private head: SentFrame | undefined;
  private runsSent = 0;
  private givenUp = 0;

  constructor(private readonly sender: Pick<RtpSender, 'begin' | 'sendNextRun'>) {}

  /** Frames that were taken and never left as a whole. */
  get framesGivenUp(): number {
    return this.givenUp;
  }

  /** `true` when nothing waits. */
  get empty(): boolean {
    return this.head === undefined && this.waiting.length === 0;
  }

  /**
   * Takes a frame and sends what may leave now.
   *
   * @returns `false` when too many wait already. All of them are given up, because what follows cannot be shown without
   *   them; the next one taken should be a key frame.
   */
  offer(frame: PacketizedFrame, nowUs: number): boolean {
    if (this.waiting.length >= maxQueuedFrames - 1 && !this.hasRoom()) {
      this.clear();
      return false;
    }
    this.waiting.push(frame);
    this.sendDue(nowUs);
    return true;
  }

  /** Sends what is due and the network takes; `true` when that was anything. */
  sendDue(nowUs: number): boolean {
    const before = this.runsSent;
    for (;;) {
      this.head ??= this.next(nowUs);
      if (this.head === undefined || !this.advance(this.head, nowUs)) return this.runsSent > before;
      this.head = undefined;
    }
  }

  clear(): void {
    this.givenUp += this.waiting.length + (this.head === undefined ? 0 : 1);
    this.head = undefined;
    this.waiting.length = 0;
  }

  private hasRoom(): boolean {
    const all = this.head === undefined ? this.waiting : [this.head.frame, ...this.waiting];
    return all.filter(({ catchUp }) => catchUp !== true).length < maxQueuedFrames;
  }

  private next(nowUs: number): SentFrame | undefined {
    const frame = this.waiting.shift();
    return frame && this.sender.begin(frame, nowUs);
  }

  /** `true` when the frame has left as a whole. */
  private advance(head: SentFrame, nowUs: number): boolean {
    const total = head.frame.runs.length;
    const elapsed = Math.min(1, (nowUs - head.sentAtUs) / spreadUs);
    const due = burstRuns + Math.ceil(Math.max(0, total - burstRuns) * elapsed);
    while (head.runsSent < Math.min(due, total)) {
      if (!this.sender.sendNextRun(head)) return false;
      this.runsSent++;
    }
    return head.runsSent === total;
  }
}
