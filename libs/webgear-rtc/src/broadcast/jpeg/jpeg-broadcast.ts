import { filter, firstValueFrom, from, Observable, share, Subject, takeUntil } from 'rxjs';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { JpegStats } from '../../media/stream-stats.js';
import { FrameRepeater } from '../../encoder/frame-repeater.js';
import { JpegRendition, type JpegRenditionParts, type LiveJpeg } from './jpeg-rendition.js';

const retryAfterSeconds = 5;

/** What the images of a stream are made of. */
export interface JpegBroadcastParts extends JpegRenditionParts {
  readonly streamName: string;
  /** Starts a source again that has ended, for a reader who comes while others watch. */
  readonly wake: () => void;
  /** Brings the newest frame of the source again; `false` when there is none. */
  readonly repeatFrame: () => boolean;
  /** How long a request for one image waits. */
  readonly timeoutMs: number;
}

/**
 * The frames of a stream as JPEG images: one encode for all readers, and only while there are some.
 *
 * For browsers and networks where WebRTC does not work. Each image stands alone, so a slow reader leaves some out.
 */
export class JpegBroadcast {
  private readonly fresh$: Observable<LiveJpeg>;
  private readonly ending = new Subject<void>();
  private newest: LiveJpeg | undefined;
  private lastImage: LiveJpeg | undefined;
  private flight: Promise<LiveJpeg> | undefined;
  private running: Promise<void> = Promise.resolve();
  private closed = false;
  private readers = 0;
  private readonly repeater: FrameRepeater;
  /** Asked for, by those who have none yet. */
  private needed = 0;
  private framesEncoded = 0;
  private bytesEncoded = 0;
  /** Smaller ones by their widths, while they are wanted. */
  private readonly smaller = new Map<number, JpegBroadcast>();

  constructor(private readonly parts: JpegBroadcastParts) {
    const { clock, repeatFrame: repeat } = parts;
    this.repeater = new FrameRepeater({ clock, isNeeded: () => this.needed > 0, repeat });
    this.fresh$ = new Observable<LiveJpeg>((subscriber) => {
      const encode = new JpegRendition(parts);
      const fulfil = this.need();
      const delivery = encode.images$.subscribe((image) => {
        this.newest = image;
        if (!image.isSlate) this.lastImage = image;
        fulfil();
        this.framesEncoded++;
        this.bytesEncoded += image.data.length;
        subscriber.next(image);
      });
      delivery.add(encode.start());
      return () => {
        fulfil();
        delivery.unsubscribe();
        this.newest = undefined;
        this.running = Promise.all([this.running, encode.close()]).then(() => undefined, parts.onError);
      };
    }).pipe(takeUntil(this.ending), share());
  }

  /**
   * Images as they come, beginning with the newest there is. They complete when the stream is closed.
   *
   * @param maxWidth for smaller images, encoded once for all who want that width
   * @throws WebGearRtcError `WGR_SHUTTING_DOWN`
   */
  watch(maxWidth?: number): Observable<LiveJpeg> {
    this.refuseWhenClosed();
    if (maxWidth !== undefined) return this.watchSmaller(maxWidth);
    return new Observable((subscriber) => {
      if (this.newest !== undefined) subscriber.next(this.newest);
      const subscription = this.fresh$.subscribe(subscriber);
      this.readers++;
      subscription.add(() => this.readers--);
      this.parts.wake();
      return subscription;
    });
  }

  /**
   * One image of a frame that came after the request, the same for all requests meanwhile. A slate does not count.
   *
   * @param maxWidth for a smaller image, the same for all who want that width
   * @throws WebGearRtcError `WGR_NO_FRAME`, `WGR_SHUTTING_DOWN`
   */
  async snapshot(maxWidth?: number): Promise<LiveJpeg> {
    if (maxWidth !== undefined) return this.takeSmaller(maxWidth);
    this.flight ??= this.next().finally(() => (this.flight = undefined));
    return this.flight;
  }

  /** The last image of a frame that was made, however long ago; `undefined` before the first one. */
  get last(): LiveJpeg | undefined {
    return this.lastImage;
  }

  stats(): JpegStats {
    let { readers, framesEncoded, bytesEncoded } = this;
    for (const images of this.smaller.values()) {
      readers += images.readers;
      framesEncoded += images.framesEncoded;
      bytesEncoded += images.bytesEncoded;
    }
    return { readers, framesEncoded, bytesEncoded };
  }

  /** Ends them for good; requests that wait are refused. */
  async close(): Promise<void> {
    this.closed = true;
    this.repeater.close();
    this.ending.next();
    await Promise.all([this.running, ...[...this.smaller.values()].map((images) => images.close())]);
  }

  private watchSmaller(maxWidth: number): Observable<LiveJpeg> {
    return new Observable((subscriber) => {
      const images = this.smallerOf(maxWidth);
      const subscription = images.watch().subscribe(subscriber);
      return () => {
        subscription.unsubscribe();
        void this.drop(maxWidth, images);
      };
    });
  }

  private async takeSmaller(maxWidth: number): Promise<LiveJpeg> {
    const images = this.smallerOf(maxWidth);
    try {
      return await images.snapshot();
    } finally {
      await this.drop(maxWidth, images);
    }
  }

  /** @throws WebGearRtcError `WGR_SHUTTING_DOWN` */
  private smallerOf(maxWidth: number): JpegBroadcast {
    this.refuseWhenClosed();
    const known = this.smaller.get(maxWidth);
    if (known !== undefined) return known;
    const createEncoder = () => this.parts.createEncoder(maxWidth);
    const images = new JpegBroadcast({ ...this.parts, createEncoder });
    this.smaller.set(maxWidth, images);
    return images;
  }

  /** Ends smaller ones that are no longer wanted. */
  private async drop(maxWidth: number, images: JpegBroadcast): Promise<void> {
    const isWanted = images.readers > 0 || images.flight !== undefined;
    if (isWanted || this.smaller.get(maxWidth) !== images) return;
    this.smaller.delete(maxWidth);
    this.framesEncoded += images.framesEncoded;
    this.bytesEncoded += images.bytesEncoded;
    await images.close();
  }

  private async next(): Promise<LiveJpeg> {
    this.refuseWhenClosed();
    const { streamName, clock, timeoutMs, wake } = this.parts;
    const answered = new AbortController();
    const coming = firstValueFrom(
      this.fresh$.pipe(
        filter(({ isSlate }) => !isSlate),
        takeUntil(from(clock.sleep(timeoutMs, answered.signal))),
      ),
      { defaultValue: undefined },
    ).finally(() => answered.abort());
    const fulfil = this.need();
    wake();
    const image = await coming.finally(fulfil);
    if (image !== undefined) return image;
    this.refuseWhenClosed();
    const seconds = Math.round(timeoutMs / 1000);
    throw new WebGearRtcError('WGR_NO_FRAME', { streamName, seconds, retryAfterSeconds });
  }

  /** @returns what to call when it is there, or no longer needed */
  private need(): () => void {
    let isNeeded = true;
    this.needed++;
    this.repeater.request();
    return () => {
      if (!isNeeded) return;
      isNeeded = false;
      this.needed--;
      if (this.needed === 0) this.repeater.cancel();
    };
  }

  private refuseWhenClosed(): void {
    if (this.closed) throw new WebGearRtcError('WGR_SHUTTING_DOWN', { retryAfterSeconds });
  }
}
