import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { AudioFrame, EncodedAudioFrame } from '../../media/audio-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
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
export class InterruptibleSource implements Omit<VideoSource, 'requestKeyFrame'> {
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

  /** Aborts when the source has been closed, or could not be within a second: a read that is still pending is then lost. */
  get abandoned(): AbortSignal {
    return this.left.signal;
  }

  /** A read of these may hang: race it against {@link abandoned}. */
  frames(): AsyncIterable<VideoFrame> {
    return this.source.frames();
  }

  get isReadEncoded(): boolean {
    return this.source.isReadEncoded ?? false;
  }

  /** A read of these may hang: race it against {@link abandoned}. */
  encodedFrames(): AsyncIterable<EncodedFrame | VideoFrame> {
    return this.source.encodedFrames?.() ?? (async function* () {})();
  }

  /** A read of these may hang: race it against {@link abandoned}. */
  audioFrames(signal: AbortSignal): AsyncIterable<AudioFrame | EncodedAudioFrame> {
    return this.source.audioFrames?.(signal) ?? (async function* () {})();
  }

  get isAudioLive(): boolean {
    return this.source.isAudioLive ?? false;
  }

  /** Asks for a key frame; `undefined` where the source cannot be asked. */
  get requestKeyFrame(): (() => void) | undefined {
    return this.source.requestKeyFrame && (() => this.source.requestKeyFrame?.());
  }

  /** Resolves when the source is closed, or after a second. A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.leave();
    return this.closing;
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
