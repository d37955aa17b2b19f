import type { RenditionLease } from '../broadcast/leased-rendition.js';
import type { VideoCodec } from '../media/encoded-frame.js';
import type { RtpClock } from '../rtp/rtp-clock.js';

/** A viewer's share in the compressed pictures of a stream. */
export type ViewerLease = Omit<RenditionLease, 'encodedFrames$'>;

/** A stream as those see it who serve its viewers, in this thread or in another. */
export interface ViewedStream {
  readonly name: string;
  /** Whether viewers may get the source's own H.264. */
  readonly passthroughEnabled: boolean;
  readonly rtpClock: RtpClock;
  /** @param accepts whether the viewer decodes H.264 of a profile, given as four hex digits */
  lease(codec: VideoCodec, accepts: (profile: string) => boolean): ViewerLease;
  /**
   * The H.264 `level_idc` to put into an answer.
   *
   * @param waitMs how long the answer may wait for the source to say its size
   */
  h264LevelIdc(waitMs: number): Promise<number>;
}
