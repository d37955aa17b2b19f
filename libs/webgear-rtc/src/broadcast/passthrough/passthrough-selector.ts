import type { Subscription } from 'rxjs';
import { h264ProfileOf } from '../../bitstream/h264-parameter-sets.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { OnDemandCapture } from '../../sources/playback/on-demand-capture.js';
import type { PassthroughFormat, VideoSourceInfo } from '../../sources/video-source.interface.js';
import type { RenditionStats } from '../../media/stream-stats.js';
import { LeasedRendition, type RenditionLease } from '../leased-rendition.js';
import type { PassthroughRendition } from './passthrough-rendition.js';
import { RoutedLease } from './routed-lease.js';

/**
 * A source with key frames further apart than this is encoded: all pictures in between would have to be sent to each
 * viewer who joins or loses one, in one burst.
 */
const MAX_GOP_US = 4_000_000;

/** What the router works with. */
export interface PassthroughRouterParts {
  readonly capture: OnDemandCapture;
  readonly clock: CaptureClock;
  /** However far apart the key frames are. */
  readonly force: boolean;
  /** The `level_idc` that viewers were promised; 0 before there were any. */
  readonly announcedLevelIdc: () => number;
  readonly createRendition: () => PassthroughRendition;
  /** Takes a share in the encode that serves everybody else. */
  readonly leaseEncode: () => RenditionLease;
  readonly onError: (error: unknown) => void;
}

type Route = 'unknown' | 'source' | 'encoder';

/**
 * Serves H.264 viewers with the source's own pictures while there are some that they can take, else from the encoder:
 * while a slate is shown, when the key frames are too far apart, when the viewer lacks the profile.
 */
export class PassthroughSelector {
  private readonly leases = new Map<RoutedLease, Route>();
  private readonly watching: Subscription[] = [];
  private passed: { readonly shared: LeasedRendition; readonly rendition: PassthroughRendition } | undefined;
  private route: Route = 'unknown';
  private groupsAreTooLong = false;
  private framesAreChanged = false;
  /** Of the newest key frame: there may be another encoder behind the same source by now. */
  private format: PassthroughFormat | undefined;

  constructor(private readonly parts: PassthroughRouterParts) {}

  /** @param accepts whether the viewer decodes H.264 of a profile, given as four hex digits */
  lease(accepts: (profile: string) => boolean): RenditionLease {
    const lease = new RoutedLease(accepts, () => {
      this.leases.delete(lease);
      if (this.leases.size === 0) this.stopWatching();
    });
    this.leases.set(lease, 'unknown');
    if (this.leases.size === 1) this.watch();
    this.send(lease);
    return lease;
  }

  /** Whether something changes the pictures now, for which they have to be decoded. */
  setFramesAreChanged(changed: boolean): void {
    this.framesAreChanged = changed;
    if (changed && this.route === 'source') this.turn('encoder');
  }

  stats(): RenditionStats[] {
    return this.passed === undefined ? [] : [this.passed.shared.stats()];
  }

  async close(): Promise<void> {
    for (const lease of this.leases.keys()) lease.release();
    await this.passed?.shared.close();
  }

  private watch(): void {
    const { capture, onError } = this.parts;
    this.route = 'unknown';
    this.groupsAreTooLong = false;
    this.watching.push(
      capture.encodedFrames$.subscribe((frame) => this.onEncodedFrame(frame)),
      capture.uncompressedFrames$.subscribe(() => this.turn('encoder')),
    );
    const [keyFrame] = capture.encodedGop.frames;
    this.format = keyFrame && h264ProfileOf(keyFrame.data);
    if (keyFrame !== undefined) this.turn(this.isToBeEncoded() ? 'encoder' : 'source');
    // An encode that begins with the first picture would miss it.
    const onOpened = ({ passthrough }: VideoSourceInfo): void => {
      if (passthrough === undefined && this.route === 'unknown') this.turn('encoder');
    };
    // A source that does not open says so itself; viewers get to see the slate, which is a picture.
    capture
      .opened()
      .then(onOpened, () => undefined)
      .catch(onError);
  }

  private stopWatching(): void {
    for (const subscription of this.watching.splice(0)) subscription.unsubscribe();
  }

  private onEncodedFrame(frame: EncodedFrame): void {
    const before = this.format;
    if (frame.keyFrame) this.format = h264ProfileOf(frame.data) ?? before;
    if (this.isToBeEncoded()) this.turn('encoder');
    else if (this.route !== 'source') {
      if (frame.keyFrame) this.turn('source');
    } else {
      // A viewer that cannot decode it must not get it; one that can from now on begins with it.
      const hasChanged = before?.profile !== this.format?.profile;
      if (hasChanged) this.sendAll((route) => route === 'encoder');
      this.passed?.rendition.push(frame);
      if (hasChanged) this.sendAll(() => true);
    }
  }

  private isToBeEncoded(): boolean {
    const { capture, force } = this.parts;
    this.groupsAreTooLong ||= !force && capture.encodedGop.lengthUs > MAX_GOP_US;
    return this.groupsAreTooLong || this.framesAreChanged || (!force && this.exceedsPromise());
  }

  /** A level above the one that was promised, which an SDP cannot take back: Safari shows black then. */
  private exceedsPromise(): boolean {
    const { capture, announcedLevelIdc } = this.parts;
    const promisedLevelIdc = Math.max(announcedLevelIdc(), capture.info?.passthrough?.levelIdc ?? 0);
    return promisedLevelIdc > 0 && (this.format?.levelIdc ?? 0) > promisedLevelIdc;
  }

  private turn(route: Route): void {
    if (this.route === route) return;
    this.route = route;
    this.sendAll(() => true);
  }

  private sendAll(isDue: (route: Route) => boolean): void {
    for (const lease of this.leases.keys()) if (isDue(this.routeOf(lease))) this.send(lease);
  }

  /** Brings a viewer to where it is to be served now. */
  private send(lease: RoutedLease): void {
    const route = this.routeOf(lease);
    if (this.leases.get(lease) === route) return;
    this.leases.set(lease, route);
    lease.moveTo(route === 'source' ? this.passedRendition().lease() : this.parts.leaseEncode());
  }

  private routeOf({ accepts }: RoutedLease): Route {
    if (this.route !== 'source') return this.route;
    const profile = (this.format ?? this.parts.capture.info?.passthrough)?.profile;
    return profile !== undefined && accepts(profile) ? 'source' : 'encoder';
  }

  private passedRendition(): LeasedRendition {
    if (this.passed !== undefined) return this.passed.shared;
    const { capture, clock, createRendition, onError } = this.parts;
    const rendition = createRendition();
    for (const frame of capture.encodedGop.frames) rendition.push(frame);
    const shared = new LeasedRendition(rendition, undefined, clock, () => {
      this.passed = undefined;
      shared.close().catch(onError);
    });
    this.passed = { shared, rendition };
    return shared;
  }
}
