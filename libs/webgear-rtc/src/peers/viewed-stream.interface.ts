import { subscribeViewer, type ViewerSubscription } from '../broadcast/passthrough/passthrough-selector.js';
import type { StreamEngine } from '../broadcast/stream-engine.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import { RtpClock } from '../rtp/rtp-clock.js';

/** A stream as its peers see it, in this thread or in another. */
export interface ViewedStream extends Pick<StreamEngine, 'name' | 'h264LevelIdc'> {
  /** Whether viewers may get the source's own H.264. */
  readonly passthroughEnabled: boolean;
  readonly rtpClock: RtpClock;
  /** @param accepts whether the viewer decodes H.264 of a profile, given as four hex digits */
  subscribe(codec: VideoCodec, accepts: (profile: string) => boolean): ViewerSubscription;
}

/** The view of an engine that peers have. */
export function viewedStream(engine: StreamEngine): ViewedStream {
  const { name, tracks, passthroughEnabled } = engine.describe();
  const [video] = tracks;
  if (video === undefined) throw new Error(`Stream "${name}" has no track.`);
  return {
    name,
    passthroughEnabled,
    rtpClock: RtpClock.of(video),
    subscribe: (codec, accepts) => subscribeViewer(engine, codec, accepts),
    h264LevelIdc: (waitMs) => engine.h264LevelIdc(waitMs),
  };
}
