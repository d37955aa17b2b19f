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

/** Made once: without a reason each abort makes a `DOMException` with a stack, for every frame of every source. */
const SETTLED = new Error('The read has ended');

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
 */
export class StallWatchdog {
  private timeoutMs: number;
  private onNoFrames: (() => void) | undefined;
  private reads = 0;
  private readSinceUs = 0;
  private settled = new AbortController();
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
    this.readSinceUs = this.watch.clock.nowUs();
    this.settled = new AbortController();
    void this.closeWhenSilent(this.settled.signal);
  }

  /** The read has ended, with a frame or without. */
  end(): void {
    this.settled.abort(SETTLED);
    const waitedMs = (this.watch.clock.nowUs() - this.readSinceUs) / 1000;
    // Not the first: the startup time of a source is unrelated to its frame rate.
    if (this.reads++ > 0) this.timeoutMs = Math.max(this.timeoutMs, SILENT_INTERVALS * waitedMs);
  }

  private async closeWhenSilent(settled: AbortSignal): Promise<void> {
    const { source } = this.watch;
    await this.silence(settled);
    if (settled.aborted) return;
    const { timeoutMs } = this;
    this.failure = new WebGearRtcError('WGR_SOURCE_STALLED', { source: source.label, timeoutMs });
    // Only closing the source ends a blocked read.
    source.close().catch(() => undefined);
  }

  /** Resolves when there was neither a frame nor, for some time, a packet. */
  private async silence(settled: AbortSignal): Promise<void> {
    const { source, clock } = this.watch;
    for (let waits = 0, packets = source.packetsRead; ; packets = source.packetsRead) {
      await clock.sleep(this.timeoutMs, settled);
      if (settled.aborted || source.packetsRead === packets || ++waits === TIMEOUTS_WITHOUT_FRAME) return;
      this.onNoFrames?.();
      this.onNoFrames = undefined;
    }
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
