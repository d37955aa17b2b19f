import { Observable, Subject } from 'rxjs';
import { H264ParameterSets, h264ProfileOf } from '../../bitstream/h264-parameter-sets.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { Packetizer } from '../../rtp/packetizer.js';
import { GopBuffer } from '../../sources/passthrough/gop-buffer.js';
import type { RenditionStats } from '../../media/stream-stats.js';
import { Broadcaster } from '../broadcaster.js';
import type { FrameSink } from '../frame-sink.interface.js';
import type { BroadcastRendition } from '../broadcast-rendition.interface.js';
import { CatchUpGopCache } from './catch-up-gop-cache.js';
import { RestartBudget } from './restart-budget.js';

/** What the rendition is made of. */
export interface PassthroughRenditionParts {
  readonly clock: CaptureClock;
  readonly packetizer: Packetizer;
  /** How long pictures are kept for those who come later, in microseconds. */
  readonly maxGopUs: number;
  /** The `level_idc` that was announced. */
  readonly announcedLevelIdc: () => number;
  /** Called when it is used no more. */
  readonly onClose?: () => void;
}

/** A source's own compressed pictures and everyone who watches them. Nothing is encoded. */
export class PassthroughRendition implements BroadcastRendition {
  readonly broadcaster: Broadcaster;
  private readonly encoded = new Subject<EncodedFrame>();
  private readonly parameterSets = new H264ParameterSets();
  private readonly group: GopBuffer;
  private readonly budgets = new WeakMap<FrameSink, RestartBudget>();
  /** Viewers that asked for a key frame sooner than they may have the GOP again. */
  private readonly deferred = new Set<FrameSink>();
  private somebodyWaits = false;
  private h264Profile = '';
  private framesPassed = 0;
  private keyFramesPassed = 0;
  private bytesPassed = 0;

  constructor(private readonly parts: PassthroughRenditionParts) {
    this.group = new GopBuffer(parts.maxGopUs);
    // No source can be asked: whoever waits is served from what is kept, with the next picture.
    const requestKeyFrame = (): void => {
      this.somebodyWaits = true;
    };
    this.broadcaster = new Broadcaster({ requestKeyFrame }, new CatchUpGopCache());
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
    this.broadcaster.broadcast({ ...packetizer.packetize(frame), h264Profile: this.h264Profile });
    // What they asked for has come by itself.
    if (frame.keyFrame) this.deferred.clear();
    for (const sink of this.deferred) this.restart(sink);
    if (this.somebodyWaits) this.restartWaiting();
    this.encoded.next(frame);
  }

  requestKeyFrame(sink?: FrameSink): void {
    if (sink !== undefined) this.restart(sink);
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
      peers: this.broadcaster.sinkCount,
    };
  }

  close(): Promise<void> {
    this.parts.onClose?.();
    this.broadcaster.clear();
    this.deferred.clear();
    this.encoded.complete();
    return Promise.resolve();
  }

  private restartWaiting(): void {
    for (const sink of this.broadcaster.waiting()) this.restart(sink);
    this.somebodyWaits = this.broadcaster.waiting().length > 0;
  }

  private restart(sink: FrameSink): void {
    const nowUs = this.parts.clock.nowUs();
    const budget = this.budgets.get(sink) ?? new RestartBudget();
    this.budgets.set(sink, budget);
    if (!budget.take(this.group.lengthUs, nowUs)) {
      this.deferred.add(sink);
      return;
    }
    this.deferred.delete(sink);
    this.broadcaster.restart(sink, nowUs);
  }
}
