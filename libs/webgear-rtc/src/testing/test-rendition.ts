import { EMPTY } from 'rxjs';
import type { BroadcastRendition } from '../broadcast/broadcast-rendition.interface.js';
import { Broadcaster } from '../broadcast/broadcaster.js';
import { RecentFrameCache } from '../broadcast/frame-cache.js';
import type { RenditionStats } from '../media/stream-stats.js';
import { Packetizer } from '../rtp/packetizer.js';
import type { RtpClock } from '../rtp/rtp-clock.js';

/** A rendition that encodes when a test says so, and makes a key frame when it was asked for one. */
export class TestRendition implements BroadcastRendition {
  readonly broadcaster: Broadcaster;
  readonly encodedFrames$ = EMPTY;
  delivers = true;
  closed = 0;
  requests = 0;
  private needsKeyFrame = true;
  private framesEncoded = 0;
  private readonly packetizer: Packetizer;

  constructor(
    readonly id: string,
    rtpClock: RtpClock,
  ) {
    this.packetizer = new Packetizer('vp8', rtpClock);
    const requestKeyFrame = (): void => this.requestKeyFrame();
    this.broadcaster = new Broadcaster({ requestKeyFrame }, new RecentFrameCache(250_000));
  }

  requestKeyFrame(): void {
    this.requests++;
    this.needsKeyFrame = true;
  }

  encode(captureTimeUs: number): void {
    const keyFrame = this.needsKeyFrame;
    this.framesEncoded++;
    this.needsKeyFrame = false;
    const data = Buffer.from(`${this.id}@${captureTimeUs / 1000}${keyFrame ? 'K' : ''}`);
    const frame = { codec: 'vp8', keyFrame, captureTimeUs, width: 64, height: 36, data } as const;
    this.broadcaster.broadcast(this.packetizer.packetize(frame));
  }

  /** Frames are counted, and nothing else. */
  stats(): RenditionStats {
    return {
      track: 'video',
      codec: 'vp8',
      rung: this.id,
      width: 64,
      height: 36,
      bitrateBps: 0,
      passthrough: false,
      encodersOpened: 1,
      framesEncoded: this.framesEncoded,
      framesDropped: 0,
      framesLeftOut: 0,
      keyFramesEncoded: 0,
      bytesEncoded: 0,
      peers: this.broadcaster.viewerCount,
    };
  }

  close(): Promise<void> {
    this.closed++;
    return Promise.resolve();
  }
}
