import type { Type } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { FrameInput } from '../../media/frame-input.js';

/**
 * A source of your own, asked for one frame after the other.
 *
 * With `start`, it is started for the first viewer and stopped some time after the last, as often as they come. Without,
 * it counts as open from the beginning: while nobody watches it is left alone, and it is stopped when the application
 * closes.
 *
 * @publicApi
 */
export interface FrameSource {
  /** Opens whatever `read` needs. */
  start?(): unknown;
  /**
   * The next frame, or a promise of it; `null` when there will be none.
   *
   * It is called again when the frame is due by the option `framerate`, or, where frames say when they were taken,
   * when the one before was shown. Throwing is a failure: the source is stopped and, after a while, started again. A
   * `VideoFrame` or a node-av `Frame` is handed over, and closed for you.
   */
  read(): FrameInput | null | Promise<FrameInput | null>;
  /** Ends a `read` under way and closes what `start` opened. Left out where there is nothing to stop. */
  stop?(): unknown;
}

/**
 * Frames that come when they like. Each is lent until the subscriber returns; the newest one counts.
 *
 * @publicApi
 */
export type FrameObservable = Observable<FrameInput>;

/**
 * What yields frames on request: an array, a generator, a stream of objects.
 *
 * A `VideoFrame` or a node-av `Frame` is handed over, and closed for you.
 *
 * @publicApi
 */
export type FrameIterable = AsyncIterable<FrameInput> | Iterable<FrameInput>;

/**
 * What the frames of a run come from.
 *
 * @publicApi
 */
export type FrameProvider = FrameSource | FrameObservable | FrameIterable;

/**
 * Where frames of your own come from: an object; a class, of which Nest's instance is taken, or one made with the
 * dependencies it asks for; or a function, called each time the source starts, that makes any of these.
 *
 * @publicApi
 */
export type CustomStream =
  FrameProvider | Type<FrameProvider> | (() => FrameProvider | Promise<FrameProvider>);
