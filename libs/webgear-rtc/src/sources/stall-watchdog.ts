import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { CaptureClock } from '../frames/capture-clock.interface.js';
import type { VideoSource } from './video-source.interface.js';

/**
 * The pictures of a source, as long as it has some: one that says nothing for too long is closed and counts as failed.
 *
 * A camera that hangs or a router that forgot a connection gives neither pictures nor an error, for ever.
 *
 * @param captured its pictures, decoded or not
 * @param discard what to do with a picture that comes too late
 * @param stallTimeoutMs how long the wait for one picture may be, in milliseconds
 * @throws WebGearRtcError `WGR_SOURCE_STALLED`, and what the source throws
 */
export async function* unlessStalled<Captured>(
  source: Pick<VideoSource, 'label' | 'close'>,
  captured: AsyncIterable<Captured>,
  stallTimeoutMs: number,
  clock: CaptureClock,
  discard: (late: Captured) => void,
): AsyncGenerator<Captured> {
  const frames = captured[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await nextWithin(frames);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await frames.return?.();
  }

  async function nextWithin(iterator: AsyncIterator<Captured>): Promise<IteratorResult<Captured>> {
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
      if (next.done !== true) discard(next.value);
    } catch (error) {
      // What a read says that was cut off is not the reason.
      if (!stalled) throw error;
    } finally {
      settled.abort();
    }
    throw new WebGearRtcError('WGR_SOURCE_STALLED', { source: source.label, timeoutMs: stallTimeoutMs });
  }
}
