import { EMPTY } from 'rxjs';
import type { BroadcastRendition } from '../broadcast/broadcast-rendition.interface.js';
import { Broadcaster } from '../broadcast/broadcaster.js';
import { CatchUpBroadcast } from '../broadcast/passthrough/catch-up-broadcast.js';
import { RecentFrameCache, recentFramesUs } from '../broadcast/frame-cache.js';
import type { FrameSink } from '../broadcast/stream-engine.js';
import { sourceRung, type RenditionKey } from '../media/rendition-key.js';
import type { VirtualCaptureClock } from './virtual-capture-clock.js';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A rendition whose frames a test gives one by one; K is a key frame. */
export class HandFedRendition implements BroadcastRendition {
  readonly encodedFrames$ = EMPTY;
  readonly broadcaster: Broadcaster;
  keyFrameRequests = 0;
  private readonly catchUp: CatchUpBroadcast | undefined;

  constructor(
    private readonly key: RenditionKey,
    private readonly clock: VirtualCaptureClock,
  ) {
    this.catchUp =
      key.track === 'video' && key.rung === sourceRung ? new CatchUpBroadcast({ clock }) : undefined;
    this.broadcaster =
      this.catchUp?.broadcaster ?? new Broadcaster(this, new RecentFrameCache(recentFramesUs));
  }

  requestKeyFrame(sink?: FrameSink): void {
    this.keyFrameRequests++;
    this.catchUp?.requestKeyFrame(sink);
  }

  /** Gives a frame for each letter, and lets it reach the sinks. */
  async give(kinds: string): Promise<void> {
    for (const kind of kinds) {
      await this.clock.advance(33);
      this.giveNow(kind === 'K');
      await settle();
    }
  }

  /** Gives one frame at the time of the clock. */
  giveNow(keyFrame: boolean): void {
    const captureTimeUs = this.clock.nowUs();
    (this.catchUp ?? this.broadcaster).broadcast({
      codec: this.key.codec,
      keyFrame,
      captureTimeUs,
      rtpTimestamp: Math.round(captureTimeUs * 0.09),
      payloads: [],
      batches: [],
      byteLength: 100,
    });
  }

  stats() {
    const nothing = {
      encodersOpened: 0,
      framesEncoded: 0,
      framesDropped: 0,
      framesLeftOut: 0,
      keyFramesEncoded: 0,
      bytesEncoded: 0,
    };
    const { track, codec, rung } = this.key;
    const described = { track, codec, rung, width: 64, height: 36, bitrateBps: 0, passthrough: false };
    return { ...described, ...nothing, peers: this.broadcaster.viewerCount };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
