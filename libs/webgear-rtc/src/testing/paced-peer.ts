import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { FramePacer } from '../rtp/frame-pacer.js';
import { FrameQueue } from '../rtp/frame-queue.js';
import { batchPayloads, maxBatchPayloads } from '../rtp/gso-batches.js';
import { RtpHeaderTemplate } from '../rtp/rtp-header-template.js';
import { burstWindowUs } from '../rtp/send-pace.js';
import type { VirtualCaptureClock } from './virtual-capture-clock.js';

const header = new RtpHeaderTemplate(96, 1);

/** A frame of so many groups of packets; its number is its RTP timestamp, and 30 of them are a second. */
export function frameOf(batches: number, number = 0, over: Partial<PacketizedFrame> = {}): PacketizedFrame {
  const payloads = Array.from({ length: batches * maxBatchPayloads }, () => Buffer.alloc(10));
  return {
    codec: 'vp8',
    keyFrame: batches > 2,
    captureTimeUs: number * 33_333,
    rtpTimestamp: number,
    ...batchPayloads(payloads),
    ...over,
  };
}

/** A peer whose packets are counted instead of sent. */
export class PacedPeer {
  /** When which frame's groups left. */
  readonly sent: [atMs: number, frame: number][] = [];
  /** `takes` is `false` for a network that takes nothing. */
  readonly network = { takes: true };
  readonly queue: FrameQueue;

  constructor(
    private readonly clock: VirtualCaptureClock,
    private readonly pacer: FramePacer,
  ) {
    this.queue = new FrameQueue({
      begin: (frame, nowUs) => ({
        frame,
        header,
        firstIndex: 0,
        sentAtUs: nowUs,
        batchesSent: 0,
        packetsSent: 0,
      }),
      forgetSent: () => undefined,
      sendNextBatch: (sentFrame) => {
        if (!this.network.takes) return false;
        sentFrame.batchesSent++;
        this.sent.push([clock.nowUs() / 1000, sentFrame.frame.rtpTimestamp]);
        return true;
      },
    });
  }

  /** See `FrameQueue.offer`. */
  readonly offer = (frame: PacketizedFrame): boolean => {
    const taken = this.queue.offer(frame, this.clock.nowUs());
    this.pacer.watch(this.queue);
    return taken;
  };
}

/** Most groups that left within any window of the pacer. */
export function mostAtOnce(sent: PacedPeer['sent']): number {
  const within = (fromMs: number): number =>
    sent.filter(([atMs]) => atMs >= fromMs && atMs < fromMs + burstWindowUs / 1000).length;
  return Math.max(...sent.map(([atMs]) => within(atMs)));
}
