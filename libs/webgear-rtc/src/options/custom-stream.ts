import type { Type } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { AudioInput } from '../media/audio-input.js';
import type { FrameInput } from '../media/frame-input.js';

/**
 * Sound beside the frames of a source that the application implements.
 *
 * @publicApi
 */
export interface AudioProvider {
  /**
   * The sound. Called whenever viewers begin to listen; the iteration is returned, or the subscription ended, when the last one
   * stops or the source ends. A source with this method has sound.
   *
   * An iterable is read as its sound is due, so that it may be made as fast as it is asked for. What an Observable emits counts
   * as captured when it arrives, unless it has a capture time. Throwing, or something that is not sound, is logged, and the
   * frames go on.
   */
  audio?(): AsyncIterable<AudioInput> | Observable<AudioInput>;
}

/**
 * A source that the application implements; it is asked for one frame after the other.
 *
 * With `start`, it is started for the first viewer and stopped some time after the last, each time. Without, it counts as
 * open from the beginning: it is not called while there are no viewers, and is stopped when the application closes.
 *
 * @publicApi
 */
export interface FrameSource extends AudioProvider {
  /** Opens what `read` needs. */
  start?(): unknown;
  /**
   * The next frame, or a promise of it; `null` at the end.
   *
   * It is called again when the next frame is due by the option `framerate`, or, where frames have capture times, when
   * the previous one was shown. Throwing is a failure: the source is stopped and, after a while, started again. A
   * `VideoFrame` or a node-av `Frame` is closed by the library.
   */
  read(): FrameInput | null | Promise<FrameInput | null>;
  /** Ends a pending `read` and closes what `start` opened. Optional where there is nothing to stop. */
  stop?(): unknown;
}

/**
 * Frames at times of its own. Each is valid until the subscriber returns; the newest one is shown.
 *
 * @publicApi
 */
export type FrameObservable = Observable<FrameInput>;

/**
 * Frames on request: an array, a generator, a stream of objects.
 *
 * A `VideoFrame` or a node-av `Frame` is closed by the library.
 *
 * @publicApi
 */
export type FrameIterable = AsyncIterable<FrameInput> | Iterable<FrameInput>;

/**
 * Where the frames come from while the source runs.
 *
 * @publicApi
 */
export type FrameProvider = FrameSource | (FrameObservable & AudioProvider) | (FrameIterable & AudioProvider);

/**
 * A source that the application implements: an object; a class, of which Nest's instance is taken, or one made with the
 * dependencies it asks for; or a function, called each time the source starts, that makes any of these.
 *
 * @publicApi
 */
export type CustomStream =
  FrameProvider | Type<FrameProvider> | (() => FrameProvider | Promise<FrameProvider>);
