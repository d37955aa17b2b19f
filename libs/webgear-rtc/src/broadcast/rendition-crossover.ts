import type { PacketizedFrame } from '../media/packetized-frame.js';

/**
 * The change of one sink from a rendition to the next, frame by frame, so that no capture time is missing and none is sent
 * twice.
 *
 * Two encoders give their frames of one capture time in any order. So one frame of either waits for the other: the key frame
 * of the next rendition takes the place of the frame of the same capture time, and of all later ones. Where one encoder is
 * further behind than a frame, the key frame is sent all the same, since a wait without end would be worse than a frame more
 * or less; `RtpSender` sees to it that RTP timestamps rise.
 */
export class RenditionCrossover {
  /** The newest frame of the rendition in use. */
  private held: PacketizedFrame | undefined;
  /** The key frame of the next one, ahead of the rendition in use. */
  private ahead: PacketizedFrame | undefined;
  private complete = false;
  private keyFrameMissed = false;

  /** @param send gives a frame to the sink; `false` when that did not take it */
  constructor(private readonly send: (frame: PacketizedFrame) => boolean) {}

  /** Whether frames of the next rendition are sent from now on. */
  get isComplete(): boolean {
    return this.complete;
  }

  /** Whether the key frame of the next rendition was accepted here and then not taken by the sink. */
  get missedKeyFrame(): boolean {
    return this.keyFrameMissed;
  }

  /** A frame of the rendition in use; `false` when it, or the one held before it, was not taken. */
  fromCurrent(frame: PacketizedFrame): boolean {
    const { ahead } = this;
    if (ahead === undefined) {
      const taken = this.sendHeld();
      if (taken) this.held = frame;
      return taken;
    }
    if (frame.captureTimeUs < ahead.captureTimeUs) return this.send(frame);
    this.finish(this.send(ahead));
    return true;
  }

  /** A frame of the next rendition, the first of which is a key frame; `false` when it was not taken. */
  fromNext(frame: PacketizedFrame): boolean {
    const { held, ahead } = this;
    if (ahead !== undefined) {
      const taken = this.send(ahead);
      this.finish(taken);
      return taken && this.send(frame);
    }
    // Passthrough cannot be aligned: what it catches up with was captured before.
    const isBehind = held !== undefined && frame.catchUp !== true && frame.captureTimeUs > held.captureTimeUs;
    if (isBehind) {
      const taken = this.sendHeld();
      if (taken) this.ahead = frame;
      return taken;
    }
    if (frame.catchUp === true) this.sendHeld();
    const taken = this.send(frame);
    if (taken) this.held = undefined;
    this.complete = taken;
    return taken;
  }

  /** Ends it without a change; `false` when the frame that was held has not been taken. */
  cancel(): boolean {
    this.ahead = undefined;
    return this.sendHeld();
  }

  private finish(taken: boolean): void {
    this.ahead = undefined;
    this.complete = true;
    this.keyFrameMissed = !taken;
  }

  private sendHeld(): boolean {
    const { held } = this;
    this.held = undefined;
    return held === undefined || this.send(held);
  }
}
