import { Observable, Subject } from 'rxjs';
import { H264ParameterSets, h264ProfileOf } from '../../bitstream/h264-parameter-sets.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { Packetizer } from '../../rtp/packetizer.js';
import { GopBuffer } from '../../sources/passthrough/gop-buffer.js';
import type { RenditionStats } from '../../media/stream-stats.js';
import type { Broadcaster } from '../broadcaster.js';
import type { FrameSink } from '../stream-engine.js';
import type { BroadcastRendition } from '../broadcast-rendition.interface.js';
import { CatchUpBroadcast } from './catch-up-broadcast.js';

/** What the rendition is made of. */
export interface PassthroughRenditionParts {
  readonly clock: CaptureClock;
  readonly packetizer: Packetizer;
  /** How long pictures are kept for those who come later, in microseconds. */
  readonly maxGroupUs: number;
  /** The `level_idc` that was announced. */
  readonly announcedLevelIdc: () => number;
  /** Called when it is used no more. */
  readonly onClose?: () => void;
}

/** A source's own compressed pictures and everyone who watches them. Nothing is encoded. */
export class PassthroughRendition implements BroadcastRendition {
  private readonly broadcast: CatchUpBroadcast;
  private readonly encoded = new Subject<EncodedFrame>();
  private readonly parameterSets = new H264ParameterSets();
  private readonly group: GopBuffer;
  private h264Profile = '';
  private framesPassed = 0;
  private keyFramesPassed = 0;
  private bytesPassed = 0;

  constructor(private readonly parts: PassthroughRenditionParts) {
    this.group = new GopBuffer(parts.maxGroupUs);
    this.broadcast = new CatchUpBroadcast({ clock: parts.clock });
  }

  get broadcaster(): Broadcaster {
    return this.broadcast.broadcaster;
  }

  /** Begins with those since the newest key frame: none can be asked for. */
  get encodedFrames$(): Observable<EncodedFrame> {
    return new Observable((subscriber) => {
      for (const frame of this.group.frames) subscriber.next(frame);
      return this.encoded.subscribe(subscriber);
    });
  }

  /** Passes on one picture. The first must be a key frame. */
  push(picture: EncodedFrame): void {
    const { packetizer, announcedLevelIdc } = this.parts;
    const data = picture.keyFrame
      ? this.parameterSets.complete(picture.data, true, announcedLevelIdc())
      : picture.data;
    const frame = { ...picture, data };
    this.group.push(frame);
    this.framesPassed++;
    this.bytesPassed += data.length;
    if (frame.keyFrame) this.keyFramesPassed++;
    this.h264Profile = (frame.keyFrame ? h264ProfileOf(data)?.profile : undefined) ?? this.h264Profile;
    this.broadcast.broadcast({ ...packetizer.packetize(frame), h264Profile: this.h264Profile });
    this.encoded.next(frame);
  }

  requestKeyFrame(sink?: FrameSink): void {
    this.broadcast.requestKeyFrame(sink);
  }

  stats(): RenditionStats {
    return {
      codec: 'h264',
      passthrough: true,
      encodersOpened: 0,
      framesEncoded: this.framesPassed,
      framesDropped: 0,
      keyFramesEncoded: this.keyFramesPassed,
      bytesEncoded: this.bytesPassed,
      peers: this.broadcaster.viewerCount,
    };
  }

  close(): Promise<void> {
    this.parts.onClose?.();
    this.broadcast.close();
    this.encoded.complete();
    return Promise.resolve();
  }
}
