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

/** What to watch, and how. */
export interface StallWatch<Captured> {
  readonly source: Pick<VideoSource, 'label' | 'close' | 'packetsRead'>;
  /** Its frames, decoded or encoded. */
  readonly captured: AsyncIterable<Captured>;
  readonly clock: CaptureClock;
  /** How long to wait for a frame, in milliseconds; longer for slower sources. */
  readonly stallTimeoutMs: number;
  /** Nominal frame interval, in milliseconds. */
  readonly frameIntervalMs: number;
  /** Receives a frame that arrives too late. */
  readonly discard: (late: Captured) => void;
  /** Called once when packets arrive, but none could be decoded within the timeout. */
  readonly onNoFrames?: (() => void) | undefined;
}

/**
 * Iterates over the frames of a source, and closes it as failed when it falls silent.
 *
 * A hanging camera or a router that lost the connection produces neither frames nor an error. Packets that cannot be
 * decoded yet count as activity, since a camera may be joined within a GOP.
 *
 * @throws WebGearRtcError `WGR_SOURCE_STALLED`, and whatever the source throws
 */
export async function* withStallTimeout<Captured>(watch: StallWatch<Captured>): AsyncGenerator<Captured> {
  const { source, clock, discard } = watch;
  const frames = watch.captured[Symbol.asyncIterator]();
  let timeoutMs = Math.max(watch.stallTimeoutMs, SILENT_INTERVALS * watch.frameIntervalMs);
  let onNoFrames = watch.onNoFrames;
  let shownAtUs = clock.nowUs();
  let shown = 0;
  try {
    for (;;) {
      const next = await nextWithin(frames);
      if (next.done === true) return;
      const nowUs = clock.nowUs();
      // Not the first: the startup time of a source is unrelated to its frame rate.
      if (shown++ > 0) timeoutMs = Math.max(timeoutMs, (SILENT_INTERVALS * (nowUs - shownAtUs)) / 1000);
      yield next.value;
      shownAtUs = clock.nowUs();
    }
  } finally {
    await frames.return?.();
  }

  async function nextWithin(iterator: AsyncIterator<Captured>): Promise<IteratorResult<Captured>> {
    const settled = new AbortController();
    let stalled = false;
    void silence(settled.signal).then(() => {
      if (settled.signal.aborted) return;
      stalled = true;
      // Only closing the source ends a blocked read.
      source.close().catch(() => undefined);
    });
    try {
      const next = await iterator.next();
      if (!stalled) return next;
      if (next.done !== true) discard(next.value);
    } catch (error) {
      // The error of an interrupted read is not the cause.
      if (!stalled) throw error;
    } finally {
      settled.abort();
    }
    throw new WebGearRtcError('WGR_SOURCE_STALLED', { source: source.label, timeoutMs });
  }

  /** Resolves when there was neither a frame nor, for some time, a packet. */
  async function silence(settled: AbortSignal): Promise<void> {
    for (let waits = 0, packets = source.packetsRead; ; packets = source.packetsRead) {
      await clock.sleep(timeoutMs, settled);
      if (settled.aborted || source.packetsRead === packets || ++waits === TIMEOUTS_WITHOUT_FRAME) return;
      onNoFrames?.();
      onNoFrames = undefined;
    }
  }
}
