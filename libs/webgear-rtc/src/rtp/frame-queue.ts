import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { PacedQueue } from './frame-pacer.js';
import type { SentFrame } from './retransmission-history.js';
import type { RtpSender } from './rtp-sender.js';
import { splitBatches } from './gso-batches.js';
import { SendPace, type SendUrgency } from './send-pace.js';

/**
 * Frames that may wait. A peer that joins gets up to a quarter of a second at once, which is 30 frames at most; beyond that the
 * network takes less than the stream is, and waiting would only add delay.
 */
export const maxQueuedFrames = 32;

/**
 * While a peer catches up, all frames since the key frame wait, and what comes meanwhile behind them: as many
 * frames as the source's key frames are apart. Only a network that takes nothing, or too little for too long, ends that.
 */
const maxStandstillUs = 1_000_000;
const maxCatchUpUs = 60_000_000;
const maxCatchUpBytes = 32 * 1024 * 1024;

/** At a key frame, older frames that would take longer than this to leave are not sent, in microseconds. */
const maxStaleUs = 150_000;

/** What waits for its time is looked at this often, in microseconds: the pace may have risen meanwhile. */
const maxWaitUs = 30_000;

/** Of the first key frame of a join so much leaves as fast as groups of packets may, in bytes. */
const firstKeyFrameBytes = 64_000;

/** The frames waiting to be sent to one peer: bounded, and never many packets at once. */
export class FrameQueue implements PacedQueue {
  private waiting: PacketizedFrame[] = [];
  private waitingBytes = 0;
  private head: SentFrame | undefined;
  private headBytesSent = 0;
  private readonly pace = new SendPace();
  /** Set while frames wait that other peers have got already, and those that came meanwhile. */
  private catchUp: { readonly sinceUs: number; lastSentUs: number } | undefined;
  private hasSentKeyFrame = false;
  private batchesSent = 0;
  private givenUp = 0;
  private freezeCount = 0;
  private skipsToKeyFrame = false;
  private nextUs = 0;

  constructor(private readonly sender: Pick<RtpSender, 'begin' | 'sendNextBatch' | 'forgetSent'>) {}

  /** Frames that were taken and never left as a whole. */
  get framesGivenUp(): number {
    return this.givenUp;
  }

  /** How often frames were given up, so that the viewer waited for a key frame. */
  get freezes(): number {
    return this.freezeCount;
  }

  /** How long what waits takes to leave, in microseconds. */
  get queueUs(): number {
    const bytes =
      this.waitingBytes + (this.head === undefined ? 0 : this.head.frame.byteLength - this.headBytesSent);
    return this.pace.durationUs(bytes);
  }

  get dueUs(): number {
    return this.nextUs;
  }

  /** `true` when nothing waits. */
  get empty(): boolean {
    return this.head === undefined && this.waiting.length === 0;
  }

  /** Whether a key frame has not left as a whole yet: what the viewer misses now it is about to get. */
  get holdsKeyFrame(): boolean {
    return this.head?.frame.keyFrame === true || this.waiting.some(({ keyFrame }) => keyFrame);
  }

  /**
   * Takes a frame and sends what may leave now.
   *
   * @returns `false` when too many wait already. All of them are given up, because what follows cannot be shown without
   *   them; the next one taken should be a key frame.
   */
  offer(frame: PacketizedFrame, nowUs: number): boolean {
    const isCatchUp = frame.catchUp === true;
    // A decoder needs nothing of what comes before a key frame, which ends the catch-up as well.
    if (frame.keyFrame && (isCatchUp || this.catchUp !== undefined)) this.forgetWaiting();
    if (frame.keyFrame && !isCatchUp) this.skipStale();
    if (this.empty) this.catchUp = undefined;
    if (isCatchUp) this.catchUp ??= { sinceUs: nowUs, lastSentUs: nowUs };
    if (!this.hasRoom(nowUs)) {
      this.freezeCount++;
      this.clear();
      return false;
    }
    this.waiting.push(frame);
    this.waitingBytes += frame.byteLength;
    this.pace.note(frame.captureTimeUs, frame.byteLength);
    this.sendDue(nowUs);
    return true;
  }

  /** Sends what is due and the network takes; `true` when that was anything. */
  sendDue(nowUs: number): boolean {
    const before = this.batchesSent;
    for (;;) {
      this.head ??= this.next(nowUs);
      if (this.head === undefined || !this.advance(this.head, nowUs)) return this.batchesSent > before;
      this.head = undefined;
    }
  }

  /** The peer reports loss or growing delay: for a while nothing is sent faster than live. */
  noteCongestion(nowUs: number): void {
    this.pace.noteCongestion(nowUs);
  }

  /** The path takes no more than this, in bits per second; `undefined` while that is not known. */
  limit(paceBps: number | undefined): void {
    this.pace.limit(paceBps);
  }

  /** The next key frame starts another rendition: what waits of the one before is not sent any more. */
  skipToNextKeyFrame(): void {
    this.skipsToKeyFrame = true;
  }

  clear(): void {
    if (this.head !== undefined) this.givenUp++;
    this.head = undefined;
    this.forgetWaiting();
    this.catchUp = undefined;
  }

  /** A decoder needs nothing of what comes before a key frame; where much of it waits, the viewer would only see it late. */
  private skipStale(): void {
    if (this.skipsToKeyFrame) this.giveUpSent();
    else if (this.pace.isLimited && this.queueUs > maxStaleUs) {
      // One that is under way is sent: if each took the place of the one before, the viewer would see none.
      if (this.head?.frame.keyFrame === true) this.forgetWaiting();
      else this.giveUpSent();
    }
    this.skipsToKeyFrame = false;
  }

  /** To repair what was sent before a key frame would only delay that. */
  private giveUpSent(): void {
    this.clear();
    this.sender.forgetSent();
  }

  private forgetWaiting(): void {
    this.givenUp += this.waiting.length;
    this.waiting = [];
    this.waitingBytes = 0;
  }

  private hasRoom(nowUs: number): boolean {
    if (this.catchUp === undefined) {
      return this.waiting.length + (this.head === undefined ? 0 : 1) < maxQueuedFrames;
    }
    const { sinceUs, lastSentUs } = this.catchUp;
    const standsStill = nowUs - lastSentUs > maxStandstillUs;
    return !standsStill && nowUs - sinceUs < maxCatchUpUs && this.waitingBytes < maxCatchUpBytes;
  }

  private next(nowUs: number): SentFrame | undefined {
    // Most often it is the only one, and taking the last moves no others.
    const frame = this.waiting.length === 1 ? this.waiting.pop() : this.waiting.shift();
    if (frame === undefined) return undefined;
    this.waitingBytes -= frame.byteLength;
    this.headBytesSent = 0;
    const { pace } = this;
    return this.sender.begin(
      pace.exceedsBurst(frame.byteLength)
        ? splitBatches(frame, pace.firstPackets(nowUs), pace.groupPackets)
        : frame,
      nowUs,
    );
  }

  /** `true` when the frame has left as a whole. */
  private advance(head: SentFrame, nowUs: number): boolean {
    const { batches, keyFrame, byteLength } = head.frame;
    for (let batch = batches[head.batchesSent]; batch !== undefined; batch = batches[head.batchesSent]) {
      const packets = batch.payloads.length;
      const bytes = batch.bytes.length;
      const waitingBytes = this.waitingBytes + byteLength - this.headBytesSent;
      const urgency = this.urgencyOf(keyFrame);
      const isWhole = batches.length === 1;
      if (!this.pace.allows(packets, bytes, urgency, waitingBytes, nowUs, isWhole)) {
        this.nextUs = Math.min(this.pace.allowedAtUs, nowUs + maxWaitUs);
        return false;
      }
      if (!this.sender.sendNextBatch(head, nowUs)) {
        this.nextUs = nowUs;
        return false;
      }
      this.headBytesSent += bytes;
      this.pace.sent(packets, bytes, waitingBytes - bytes, nowUs);
      if (this.catchUp !== undefined) this.catchUp.lastSentUs = nowUs;
      this.batchesSent++;
    }
    this.hasSentKeyFrame ||= keyFrame;
    return true;
  }

  /** A join must not wait for its first key frame; what is beyond 64 kB of it would overflow buffers on the path. */
  private urgencyOf(keyFrame: boolean): SendUrgency {
    const isJoin = keyFrame && (this.catchUp !== undefined || !this.hasSentKeyFrame);
    if (isJoin && this.headBytesSent < firstKeyFrameBytes) return 'first-key-frame';
    return isJoin || this.catchUp !== undefined ? 'catch-up' : 'live';
  }
}
