import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { VideoSource } from '../video-source.interface.js';

/** Silence lasts this many frame intervals: 36 seconds for a source with a frame every twelve. */
const SILENT_INTERVALS = 3;

/**
 * Timeouts after which packets without a decodable frame no longer count: key frames may be rare, but one has to
 * come.
 */
const TIMEOUTS_WITHOUT_FRAME = 6;

/** Maximum factor on the stall timeout for a source that delivers one frame per connection. */
const MAX_STALL_FACTOR = 6;

/** What to watch, and how. */
export interface StallWatch {
  readonly source: Pick<VideoSource, 'label' | 'close' | 'packetsRead'>;
  readonly clock: CaptureClock;
  /** How long to wait for a frame, in milliseconds; longer for slower sources. */
  readonly stallTimeoutMs: number;
  /** Nominal frame interval, in milliseconds. */
  readonly frameIntervalMs: number;
  /** Called once when packets arrive, but none could be decoded within the timeout. */
  readonly onNoFrames?: (() => void) | undefined;
}

/**
 * Closes a source as failed when it falls silent during a read.
 *
 * A hanging camera or a router that lost the connection produces neither frames nor an error. Packets that cannot be
 * decoded yet count as activity, since a camera may be joined within a GOP.
 *
 * One timer serves all reads: one for each would cost more than the read of a frame.
 */
export class StallWatchdog {
  private timeoutMs: number;
  private onNoFrames: (() => void) | undefined;
  private reads = 0;
  private readSinceUs = 0;
  private isReading = false;
  /** Since when there was neither a frame nor a packet, as far as is known. */
  private silentSinceUs = 0;
  private packets = 0;
  private waits = 0;
  private isWatching = false;
  private readonly closed = new AbortController();
  private failure: WebGearRtcError | undefined;

  constructor(private readonly watch: StallWatch) {
    this.timeoutMs = Math.max(watch.stallTimeoutMs, SILENT_INTERVALS * watch.frameIntervalMs);
    this.onNoFrames = watch.onNoFrames;
  }

  /** `WGR_SOURCE_STALLED` once the source has been closed. The error of the read it interrupted is not the cause. */
  get stall(): WebGearRtcError | undefined {
    return this.failure;
  }

  /** A read begins. */
  begin(): void {
    const { clock, source } = this.watch;
    this.readSinceUs = this.silentSinceUs = clock.nowUs();
    this.packets = source.packetsRead ?? 0;
    this.waits = 0;
    this.isReading = true;
    if (this.isWatching) return;
    this.isWatching = true;
    void this.closeWhenSilent();
  }

  /** The read has ended, with a frame or without. */
  end(): void {
    this.isReading = false;
    const waitedMs = (this.watch.clock.nowUs() - this.readSinceUs) / 1000;
    // Not the first: the startup time of a source is unrelated to its frame rate.
    if (this.reads++ > 0) this.timeoutMs = Math.max(this.timeoutMs, SILENT_INTERVALS * waitedMs);
  }

  /** There will be no more reads. */
  close(): void {
    this.closed.abort();
  }

  private async closeWhenSilent(): Promise<void> {
    const { source, clock } = this.watch;
    const { signal } = this.closed;
    while (!this.isSilent()) {
      const silentMs = this.isReading ? (clock.nowUs() - this.silentSinceUs) / 1000 : 0;
      await clock.sleep(Math.max(0, this.timeoutMs - silentMs), signal);
      if (signal.aborted) return;
    }
    const { timeoutMs } = this;
    this.failure = new WebGearRtcError('WGR_SOURCE_STALLED', { source: source.label, timeoutMs });
    // Only closing the source ends a blocked read.
    source.close().catch(() => undefined);
  }

  /** Whether the timeout is over for a read without a frame and, for some time, without a packet. */
  private isSilent(): boolean {
    const { source, clock } = this.watch;
    const nowUs = clock.nowUs();
    if (!this.isReading || nowUs - this.silentSinceUs < this.timeoutMs * 1000) return false;
    const packets = source.packetsRead ?? 0;
    if (packets === this.packets || ++this.waits === TIMEOUTS_WITHOUT_FRAME) return true;
    this.packets = packets;
    this.silentSinceUs = nowUs;
    this.onNoFrames?.();
    this.onNoFrames = undefined;
    return false;
  }
}

/** The stall timeout of a source, by what its runs have shown. */
export class StallTimeout {
  private factor = 1;

  /** @param baseMs timeout of the first run, in milliseconds */
  constructor(private readonly baseMs: number) {}

  /** Timeout of the next run, in milliseconds. */
  get ms(): number {
    return this.baseMs * this.factor;
  }

  /** Many slow cameras without timestamps send one frame at once on connecting, and the next an interval later. */
  adjust(error: unknown, framesShown: number): void {
    const stalled = error instanceof WebGearRtcError && error.code === 'WGR_SOURCE_STALLED';
    if (stalled && framesShown > 0 && framesShown <= 2)
      this.factor = Math.min(MAX_STALL_FACTOR, this.factor * 2);
    else if (framesShown > 0) this.factor = 1;
  }
}
