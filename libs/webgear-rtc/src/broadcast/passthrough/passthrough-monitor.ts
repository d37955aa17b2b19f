import {
  distinctUntilChanged,
  Observable,
  ReplaySubject,
  share,
  Subject,
  Subscription,
  takeUntil,
} from 'rxjs';
import { h264ProfileOf } from '../../bitstream/h264-parameter-sets.js';
import type { EncodedFrame, VideoCodec } from '../../media/encoded-frame.js';
import { sourceVideoOf } from '../../media/rendition-key.js';
import type { FrameSize } from '../../media/video-frame.js';
import type { OnDemandCapture } from '../../sources/playback/on-demand-capture.js';
import type { PassthroughFormat } from '../../sources/video-source.interface.js';
import type { RenditionDescription } from '../stream-engine.js';
import { MeasuredRate } from './measured-rate.js';

/**
 * A source with key frames further apart than this is encoded: all frames in between would have to be sent to each
 * viewer who joins or loses one, in one burst.
 */
const MAX_GOP_US = 4_000_000;

/** Part by which the measured rate changes before it is told again. */
const SMALLEST_RATE_CHANGE = 0.1;

/** What is watched, and for which limits. */
export interface PassthroughMonitorParts {
  readonly capture: OnDemandCapture;
  /** Passthrough however far apart the key frames are, and whatever level they have. */
  readonly force: boolean;
  /** The `level_idc` that viewers were promised; 0 before there were any. */
  readonly announcedLevelIdc: () => number;
  /** Takes each frame that may be sent as it is. */
  readonly onFrame: (frame: EncodedFrame) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Says whether viewers may be sent the source's own frames now: not while a slate is shown, while the frames are changed on
 * the way, when the key frames are too far apart, or when the level is above what was promised.
 */
export class PassthroughMonitor {
  /** Now and after each change; the source is open while there are subscribers. */
  readonly description$: Observable<RenditionDescription>;
  private availability: RenditionDescription['availability'] = 'unknown';
  private readonly changes = new Subject<RenditionDescription>();
  private readonly ending = new Subject<void>();
  private gopsAreTooLong = false;
  private framesAreChanged = false;
  /** Of the newest key frame: another encoder may be behind the same source by now. */
  private format: PassthroughFormat | undefined;
  private size: FrameSize | undefined;
  private readonly rate = new MeasuredRate();
  private toldBps = 0;

  constructor(private readonly parts: PassthroughMonitorParts) {
    this.description$ = new Observable<RenditionDescription>((subscriber) => {
      const watching = this.watch();
      subscriber.next(this.describe());
      watching.add(this.changes.subscribe(subscriber));
      return watching;
    }).pipe(
      share({ connector: () => new ReplaySubject(1) }),
      distinctUntilChanged(
        (one, other) =>
          one.availability === other.availability &&
          one.key.codec === other.key.codec &&
          one.h264Profile === other.h264Profile &&
          one.bitrateBps === other.bitrateBps &&
          one.width === other.width &&
          one.height === other.height,
      ),
      takeUntil(this.ending),
    );
  }

  /** Whether frames are passed on now. */
  get isAvailable(): boolean {
    return this.availability === 'available';
  }

  /** Codec of the source's frames; H.264 before it is known. */
  get codec(): VideoCodec {
    return (this.format ?? this.parts.capture.info?.passthrough)?.codec ?? 'h264';
  }

  /** Measured rate of the source's frames in bits per second; `undefined` while it is unknown. */
  get bitrateBps(): number | undefined {
    return this.rate.bitrateBps;
  }

  /** Whether something changes the frames from now on, for which they have to be decoded. */
  setFramesAreChanged(changed: boolean): void {
    this.framesAreChanged = changed;
    if (changed && this.isAvailable) this.set('unavailable');
  }

  /** Completes {@link description$}. */
  close(): void {
    this.ending.next();
  }

  private describe(): RenditionDescription {
    const profile = (this.format ?? this.parts.capture.info?.passthrough)?.profile;
    return {
      key: sourceVideoOf(this.codec),
      availability: this.availability,
      ...(profile !== undefined && this.codec === 'h264' && { h264Profile: profile }),
      ...(this.toldBps > 0 && { bitrateBps: this.toldBps }),
      ...this.size,
    };
  }

  private watch(): Subscription {
    const { capture, onError } = this.parts;
    this.availability = 'unknown';
    this.gopsAreTooLong = false;
    const [keyFrame] = capture.encodedGop.frames;
    this.format = keyFrame && formatOf(keyFrame);
    this.size = keyFrame && sizeOf(keyFrame);
    const watching = new Subscription();
    watching.add(capture.encodedFrames$.subscribe((frame) => this.onEncodedFrame(frame)));
    watching.add(capture.uncompressedFrames$.subscribe(() => this.set('unavailable')));
    if (keyFrame === undefined) capture.requestKeyFrame();
    else this.set(this.isToBeEncoded() ? 'unavailable' : 'available');
    // An encode that begins with the first frame would miss it. A source that does not open says so by a slate, which is
    // an uncompressed frame.
    capture
      .opened()
      .then(
        ({ passthrough }) => {
          const isKnown = watching.closed || this.availability !== 'unknown';
          if (passthrough === undefined && !isKnown) this.set('unavailable');
        },
        () => undefined,
      )
      .catch(onError);
    return watching;
  }

  private onEncodedFrame(frame: EncodedFrame): void {
    if (frame.keyFrame) {
      this.format = formatOf(frame) ?? this.format;
      this.size = sizeOf(frame);
    }
    this.measure(frame);
    if (this.isToBeEncoded()) return this.set('unavailable');
    if (!this.isAvailable && !frame.keyFrame) return;
    this.availability = 'available';
    // Before the news: a rendition that is made because of them begins with the GOP, which has this frame.
    this.parts.onFrame(frame);
    if (frame.keyFrame) this.set('available');
  }

  private measure({ data, captureTimeUs }: EncodedFrame): void {
    if (!this.rate.note(data.length, captureTimeUs)) return;
    const { bitrateBps = 0 } = this.rate;
    if (Math.abs(bitrateBps - this.toldBps) <= SMALLEST_RATE_CHANGE * this.toldBps) return;
    this.toldBps = bitrateBps;
    this.changes.next(this.describe());
  }

  private isToBeEncoded(): boolean {
    const { capture, force } = this.parts;
    const isBound = !force && !capture.canRequestKeyFrames;
    this.gopsAreTooLong ||= isBound && capture.encodedGop.lengthUs > MAX_GOP_US;
    return this.gopsAreTooLong || this.framesAreChanged || (!force && this.exceedsPromise());
  }

  /** A level above the one that was promised, which an SDP cannot take back: Safari shows black then. */
  private exceedsPromise(): boolean {
    const { capture, announcedLevelIdc } = this.parts;
    const promisedLevelIdc = Math.max(announcedLevelIdc(), capture.info?.passthrough?.levelIdc ?? 0);
    return promisedLevelIdc > 0 && (this.format?.levelIdc ?? 0) > promisedLevelIdc;
  }

  private set(availability: RenditionDescription['availability']): void {
    // Each slate says so again.
    if (this.availability === availability && availability === 'unavailable') return;
    this.availability = availability;
    this.changes.next(this.describe());
  }
}

function formatOf({ codec, data }: EncodedFrame): PassthroughFormat | undefined {
  return codec === 'h264' ? h264ProfileOf(data) : { codec, profile: '', levelIdc: 0 };
}

function sizeOf({ width, height }: EncodedFrame): FrameSize {
  return { width, height };
}
