import { Observable, Subject, type Unsubscribable } from 'rxjs';
import { H264ParameterSets, h264ProfileOf } from '../../bitstream/h264-parameter-sets.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { EncodedFrame, VideoCodec } from '../../media/encoded-frame.js';
import { sourceRung } from '../../media/rendition-key.js';
import type { Histogram } from '../../media/histogram.js';
import type { RenditionStats } from '../../media/stream-stats.js';
import type { FrameSize } from '../../media/video-frame.js';
import type { Packetizer } from '../../rtp/packetizer.js';
import { GopBuffer } from '../../sources/passthrough/gop-buffer.js';
import type { BroadcastRendition } from '../broadcast-rendition.interface.js';
import type { Broadcaster } from '../broadcaster.js';
import type { FrameSink } from '../stream-engine.js';
import { CatchUpBroadcast } from './catch-up-broadcast.js';

/** What the rendition is made of. */
export interface PassthroughRenditionParts {
  readonly clock: CaptureClock;
  /** H.264 where left out. */
  readonly codec?: VideoCodec;
  readonly packetizer: Packetizer;
  /** How long frames are kept for viewers who join later, in microseconds. */
  readonly maxGopUs: number;
  /** The `level_idc` that was announced. */
  readonly announcedLevelIdc: () => number;
  /** Asks the source for a key frame; left out where it cannot be asked. */
  readonly requestKeyFrame?: (() => void) | undefined;
  /** Called with the first frame; what it returns is called at the end. */
  readonly onUsed?: () => () => void;
  /** Takes how old each frame is once it is with all viewers, in seconds. */
  readonly captureToSend?: Histogram;
}

/** How a rendition is fed. */
export interface PassthroughFeed {
  /** Keeps {@link PassthroughRendition.push} being called, ended with the rendition. */
  readonly source: Unsubscribable;
  /** Whether frames come now. */
  readonly delivers: () => boolean;
  /** Measured rate of the frames; `undefined` while it is unknown. */
  readonly bitrateBps: () => number | undefined;
}

/** Encoded frames of a source and all who watch them. Nothing is encoded. */
export class PassthroughRendition implements BroadcastRendition {
  private readonly broadcast: CatchUpBroadcast;
  private readonly encoded = new Subject<EncodedFrame>();
  private readonly parameterSets = new H264ParameterSets();
  private readonly gop: GopBuffer;
  private feed: PassthroughFeed | undefined;
  private release: (() => void) | undefined;
  private readonly codec: VideoCodec;
  private h264Profile = '';
  private size: FrameSize = { width: 0, height: 0 };
  private framesPassed = 0;
  private keyFramesPassed = 0;
  private bytesPassed = 0;

  constructor(private readonly parts: PassthroughRenditionParts) {
    this.codec = parts.codec ?? 'h264';
    this.gop = new GopBuffer(parts.maxGopUs);
    this.broadcast = new CatchUpBroadcast({ clock: parts.clock, requestKeyFrame: parts.requestKeyFrame });
  }

  get broadcaster(): Broadcaster {
    return this.broadcast.broadcaster;
  }

  /** Its place in the quality ladder. */
  get rung(): string {
    return sourceRung;
  }

  get delivers(): boolean {
    return this.feed?.delivers() !== false;
  }

  /** Begins with those since the newest key frame: none can be asked for. */
  get encodedFrames$(): Observable<EncodedFrame> {
    return new Observable((subscriber) => {
      for (const frame of this.gop.frames) subscriber.next(frame);
      return this.encoded.subscribe(subscriber);
    });
  }

  /** Ends `feed` with itself. */
  feedFrom(feed: PassthroughFeed): void {
    this.feed = feed;
  }

  /** Sends one frame. The first must be a key frame. */
  push(given: EncodedFrame): void {
    const { packetizer, announcedLevelIdc, onUsed } = this.parts;
    this.release ??= onUsed?.();
    const isH264 = this.codec === 'h264';
    const data =
      given.keyFrame && isH264
        ? this.parameterSets.complete(given.data, true, announcedLevelIdc())
        : given.data;
    const frame = { ...given, data };
    this.gop.push(frame);
    this.framesPassed++;
    this.bytesPassed += data.length;
    if (frame.keyFrame) {
      this.keyFramesPassed++;
      this.size = { width: frame.width, height: frame.height };
    }
    const packetized = packetizer.packetize(frame);
    if (frame.keyFrame && isH264) this.h264Profile = h264ProfileOf(data)?.profile ?? this.h264Profile;
    this.broadcast.broadcast(isH264 ? { ...packetized, h264Profile: this.h264Profile } : packetized);
    this.parts.captureToSend?.observe((this.parts.clock.nowUs() - frame.captureTimeUs) / 1_000_000);
    this.encoded.next(frame);
  }

  requestKeyFrame(sink?: FrameSink): void {
    this.broadcast.requestKeyFrame(sink);
  }

  stats(): RenditionStats {
    return {
      track: 'video',
      codec: this.codec,
      rung: sourceRung,
      ...this.size,
      bitrateBps: this.feed?.bitrateBps() ?? 0,
      passthrough: true,
      encodersOpened: 0,
      framesEncoded: this.framesPassed,
      framesDropped: 0,
      framesLeftOut: 0,
      keyFramesEncoded: this.keyFramesPassed,
      bytesEncoded: this.bytesPassed,
      peers: this.broadcaster.viewerCount,
    };
  }

  close(): Promise<void> {
    this.feed?.source.unsubscribe();
    this.release?.();
    this.release = undefined;
    this.broadcast.close();
    this.encoded.complete();
    return Promise.resolve();
  }
}
