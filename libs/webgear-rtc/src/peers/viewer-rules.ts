import { Subject, type Observable } from 'rxjs';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { type CaptureClock, SystemCaptureClock } from '../media/capture-clock.js';
import type { ViewerLimits } from '../options/access-options.interface.js';
import { addressKey } from './address-key.js';
import { ImageViewers, type ImageViewer } from './image-viewers.js';
import { JoinRate } from './join-rate.js';
import { KickedViewers, type KickOptions } from './kicked-viewers.js';
import type { KnownViewer } from './known-viewer.js';

const retryAfterSeconds = 5;
/** Timers of Node count to 2^31 milliseconds. */
const longestSleepMs = 86_400_000;

/**
 * Who may join and for how long, over viewers of WebRTC and of MJPEG: how often, how many at once, who was removed, and when a
 * permission ends.
 */
export class ViewerRules {
  /** Viewers of MJPEG; those of WebRTC are in the registry. */
  readonly images = new ImageViewers();
  private readonly kicked = new KickedViewers();
  private readonly joinsOfAddress: JoinRate;
  private readonly joinsOfViewer: JoinRate;
  private readonly removals = new Subject<string>();
  private readonly closing = new AbortController();

  constructor(
    private readonly limits: ViewerLimits = {},
    private readonly clock: CaptureClock = new SystemCaptureClock(),
  ) {
    this.joinsOfAddress = new JoinRate(limits.joinsPerAddress);
    this.joinsOfViewer = new JoinRate(limits.joinsPerViewer);
  }

  /** The identity of each viewer that is kept out from now on, whose sessions are to end. */
  get removals$(): Observable<string> {
    return this.removals.asObservable();
  }

  /**
   * Counts an attempt to join, before anything is done for it.
   *
   * @throws WebGearRtcError `WGR_VIEWER_KICKED`, `WGR_TOO_MANY_JOINS`
   */
  assertMayJoin(viewer: KnownViewer): void {
    const nowUs = this.clock.nowUs();
    const keptOut = this.kicked.find(viewer, nowUs);
    if (keptOut !== undefined) throw new WebGearRtcError('WGR_VIEWER_KICKED', keptOut);
    const { viewerId, remoteAddress } = viewer;
    for (const [rate, name] of [
      [this.joinsOfAddress, remoteAddress && addressKey(remoteAddress)],
      [this.joinsOfViewer, viewerId],
    ] as const) {
      if (rate.take(name, nowUs)) continue;
      throw new WebGearRtcError('WGR_TOO_MANY_JOINS', { retryAfterSeconds: rate.waitSeconds });
    }
  }

  /**
   * @param watching those who have a place already; viewers of MJPEG are known here
   * @throws WebGearRtcError `WGR_TOO_MANY_VIEWERS` when its address or its identity has as many places as it may
   */
  assertHasRoom({ viewerId, remoteAddress }: KnownViewer, watching: readonly KnownViewer[]): void {
    const { perAddress, perViewer } = this.limits;
    if (perAddress === undefined && perViewer === undefined) return;
    const all = [...watching, ...this.images.list()];
    const address = remoteAddress && addressKey(remoteAddress);
    const ofAddress = all.filter((each) => each.remoteAddress && addressKey(each.remoteAddress) === address);
    if (perAddress !== undefined && address !== undefined && ofAddress.length >= perAddress) {
      throw new WebGearRtcError('WGR_TOO_MANY_VIEWERS', {
        of: 'address',
        limit: perAddress,
        retryAfterSeconds,
      });
    }
    const ofViewer = all.filter((each) => each.viewerId === viewerId);
    if (perViewer !== undefined && viewerId !== undefined && ofViewer.length >= perViewer) {
      throw new WebGearRtcError('WGR_TOO_MANY_VIEWERS', {
        of: 'viewer',
        limit: perViewer,
        retryAfterSeconds,
      });
    }
  }

  /** Removes all viewers of MJPEG of a stream, and says how many there were. */
  removeImageViewers(streamName: string, options: KickOptions): number {
    const viewers = this.images.list(streamName);
    for (const viewer of viewers) this.remove(viewer, options);
    return viewers.length;
  }

  /** Removes one viewer of MJPEG, and says whether there was such a one. */
  removeImageViewer(peerId: string, options: KickOptions): boolean {
    const viewer = this.images.list().find((each) => each.peerId === peerId);
    if (viewer !== undefined) this.remove(viewer, options);
    return viewer !== undefined;
  }

  /** Keeps a viewer out; see {@link KickOptions}. */
  keepOut(viewer: KnownViewer, options: KickOptions): void {
    this.kicked.add(viewer, options, this.clock.nowUs());
    const { viewerId } = viewer;
    if (options.forMs === undefined || viewerId === undefined) return;
    this.removals.next(viewerId);
    const own = this.images.list().filter((each) => each.viewerId === viewerId);
    for (const each of own) this.images.leave(each, 'kicked', options.reason);
  }

  /**
   * Calls a function when a permission ends, unless the returned one is called before.
   *
   * @param expiresAt `undefined` for a permission without an end
   */
  whenExpired(expiresAt: Date | number | undefined, end: () => void): () => void {
    if (expiresAt === undefined) return () => undefined;
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.closing.signal]);
    void this.sleepUntil(Number(expiresAt), signal).then(() => {
      if (!signal.aborted) end();
    });
    return () => over.abort();
  }

  /** Ends all timers and all viewers of MJPEG. */
  close(): void {
    this.closing.abort();
    this.images.close();
    this.removals.complete();
  }

  private remove(viewer: ImageViewer, options: KickOptions): void {
    this.images.leave(viewer, 'kicked', options.reason);
    this.keepOut(viewer, options);
  }

  private async sleepUntil(timeMs: number, signal: AbortSignal): Promise<void> {
    // On the clock alone from here on: what an operator does to the time of day changes no permission that was given.
    const untilUs = this.clock.nowUs() + (timeMs - Date.now()) * 1000;
    for (;;) {
      const leftMs = (untilUs - this.clock.nowUs()) / 1000;
      if (leftMs <= 0 || signal.aborted) return;
      await this.clock.sleep(Math.min(leftMs, longestSleepMs), signal);
    }
  }
}
