import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { CaptureClock } from '../frames/capture-clock.interface.js';
import type { VideoFrame } from '../frames/video-frame.interface.js';
import type { VideoSource } from './video-source.interface.js';

/**
 * The pictures of a source, as long as it has some: one that says nothing for too long is closed and counts as failed.
 *
 * A camera that hangs or a router that forgot a connection gives neither pictures nor an error, for ever.
 *
 * @param stallTimeoutMs how long the wait for one picture may be, in milliseconds
 * @throws WebGearRtcError `WGR_SOURCE_STALLED`, and what the source throws
 */
export async function* framesUnlessStalled(
  source: VideoSource,
  stallTimeoutMs: number,
  clock: CaptureClock,
): AsyncGenerator<VideoFrame> {
  const frames = source.frames()[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await nextWithin(frames);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await frames.return?.();
  }

  async function nextWithin(iterator: AsyncIterator<VideoFrame>): Promise<IteratorResult<VideoFrame>> {
    const settled = new AbortController();
    let stalled = false;
    void clock.sleep(stallTimeoutMs, settled.signal).then(() => {
      if (settled.signal.aborted) return;
      stalled = true;
      // Nothing but this brings a blocked read back.
      source.close().catch(() => undefined);
    });
    try {
      const next = await iterator.next();
      if (!stalled) return next;
      if (next.done !== true) next.value.close();
    } catch (error) {
      // What a read says that was cut off is not the reason.
      if (!stalled) throw error;
    } finally {
      settled.abort();
    }
    throw new WebGearRtcError('WGR_SOURCE_STALLED', { source: source.label, timeoutMs: stallTimeoutMs });
  }
}
