import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { VideoSource } from '../video-source.interface.js';

/** So many frame intervals without a frame are silence: a source of one frame in twelve seconds is given 36. */
const SILENT_INTERVALS = 3;

/** Packets alone keep a source for so many time-outs: key frames may be far apart, but one has to come. */
const TIMEOUTS_WITHOUT_FRAME = 6;

/** What is watched, and how. */
export interface StallWatch<Captured> {
  readonly source: Pick<VideoSource, 'label' | 'close' | 'packetsRead'>;
  /** Its frames, decoded or not. */
  readonly captured: AsyncIterable<Captured>;
  readonly clock: CaptureClock;
  /** How long the wait for one frame may be, in milliseconds; longer where the source is slower than that. */
  readonly stallTimeoutMs: number;
  /** Nominal distance of its frames, in milliseconds. */
  readonly frameIntervalMs: number;
  /** What to do with a frame that comes too late. */
  readonly discard: (late: Captured) => void;
  /** Told once when the source sends packets, and none of them has become a frame within the time-out. */
  readonly onNoFrames?: (() => void) | undefined;
}

/**
 * The frames of a source, as long as it has some: one that says nothing for too long is closed and counts as failed.
 *
 * A camera that hangs or a router that forgot a connection gives neither frames nor an error. Packets that cannot be
 * decoded yet are a sign of life: a camera is joined between two key frames.
 *
 * @throws WebGearRtcError `WGR_SOURCE_STALLED`, and what the source throws
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
      // Not the first: how long a source takes to begin says nothing of its rate.
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
      // Nothing but this brings a blocked read back.
      source.close().catch(() => undefined);
    });
    try {
      const next = await iterator.next();
      if (!stalled) return next;
      if (next.done !== true) discard(next.value);
    } catch (error) {
      // What a read says that was cut off is not the reason.
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
