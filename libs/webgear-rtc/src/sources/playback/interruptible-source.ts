import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import { isEncoded, type EncodedFrame } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { raceAbort } from './deferred.js';
import type { VideoSource, VideoSourceInfo } from '../video-source.interface.js';

/** Time limit for closing: shutdown must not wait for a driver that hangs. */
const CLOSE_TIMEOUT_MS = 1000;

/**
 * A source that can always be closed, even if its device hangs.
 *
 * The hanging call is abandoned. The source is not opened again before that call returns, since each one occupies a
 * thread of the pool.
 */
export class InterruptibleSource implements VideoSource {
  private released: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | undefined;
  private left = new AbortController();

  constructor(
    private readonly source: VideoSource,
    private readonly clock: CaptureClock,
  ) {}

  get label(): string {
    return this.source.label;
  }

  get reconnects(): boolean | 'after-failure' {
    return this.source.reconnects ?? false;
  }

  get packetsRead(): number {
    return this.source.packetsRead ?? 0;
  }

  get timestampsMayJump(): boolean {
    return this.source.timestampsMayJump ?? false;
  }

  async open(signal: AbortSignal): Promise<VideoSourceInfo> {
    this.closing = undefined;
    this.left = new AbortController();
    const wanted = AbortSignal.any([signal, this.left.signal]);
    await this.unlessLeft(this.released, wanted);
    return this.unlessLeft(this.source.open(signal), wanted);
  }

  frames(): AsyncGenerator<VideoFrame> {
    return this.untilLeft(this.source.frames(), (late) => late.close());
  }

  get isReadEncoded(): boolean {
    return this.source.isReadEncoded ?? false;
  }

  encodedFrames(): AsyncGenerator<EncodedFrame | VideoFrame> {
    const none = (async function* () {})();
    return this.untilLeft<EncodedFrame | VideoFrame>(
      this.source.encodedFrames?.() ?? none,
      (late) => void (isEncoded(late) || late.close()),
    );
  }

  /** Resolves when the source is closed, or after a second. A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.leave();
    return this.closing;
  }

  private async *untilLeft<Captured>(
    captured: AsyncIterable<Captured>,
    discard: (late: Captured) => void,
  ): AsyncGenerator<Captured> {
    const { left } = this;
    const frames = captured[Symbol.asyncIterator]();
    let hangs = false;
    try {
      for (;;) {
        const reading = frames.next();
        const next = await raceAbort(reading, left.signal);
        hangs = next === undefined;
        // The read may return later, with a frame to discard.
        if (hangs) reading.then((late) => late.done !== true && discard(late.value)).catch(() => undefined);
        if (next === undefined || next.done === true) return;
        yield next.value;
      }
    } finally {
      // `return()` of a hanging generator would hang as well.
      if (!hangs) await frames.return?.();
    }
  }

  private async leave(): Promise<void> {
    const done = new AbortController();
    const closed = this.source.close().finally(() => done.abort());
    this.released = closed.catch(() => undefined);
    const timeout = this.clock.sleep(CLOSE_TIMEOUT_MS, done.signal);
    try {
      await Promise.race([closed, timeout]);
    } finally {
      this.left.abort();
    }
  }

  private async unlessLeft<T>(result: Promise<T>, wanted: AbortSignal): Promise<T> {
    const settled = await raceAbort(
      result.then((value) => ({ value })),
      wanted,
    );
    if (settled === undefined) throw new WebGearRtcError('WGR_SOURCE_STOPPED', { source: this.label });
    return settled.value;
  }
}
