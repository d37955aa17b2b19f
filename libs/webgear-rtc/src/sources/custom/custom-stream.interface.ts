import type { Type } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { FrameInput } from '../../media/frame-input.js';

/**
 * An application's own source, from which frames are pulled.
 *
 * With `start`, it is started for the first viewer and stopped some time after the last, repeatedly. Without `start`
 * it counts as open: it is not read while there are no viewers, and stopped when the application closes.
 *
 * @publicApi
 */
export interface FrameSource {
  /** Opens whatever `read` needs. */
  start?(): unknown;
  /**
   * The next frame, or a promise of it; `null` at the end.
   *
   * Called when the next frame is due: by the option `framerate`, or by the capture times of frames that have them.
   * Throwing is a failure: the source is stopped and started again later. Ownership of a `VideoFrame` or a node-av
   * `Frame` passes to the library, which closes it.
   */
  read(): FrameInput | null | Promise<FrameInput | null>;
  /** Ends a pending `read` and closes what `start` opened. Optional. */
  stop?(): unknown;
}

/**
 * Frames pushed at any time. Each is valid until the subscriber returns; only the newest is used.
 *
 * @publicApi
 */
export type FrameObservable = Observable<FrameInput>;

/**
 * Frames on request: an array, a generator, or a readable stream in object mode.
 *
 * Ownership of a `VideoFrame` or a node-av `Frame` passes to the library, which closes it.
 *
 * @publicApi
 */
export type FrameIterable = AsyncIterable<FrameInput> | Iterable<FrameInput>;

/**
 * Where the frames of a run come from.
 *
 * @publicApi
 */
export type FrameProvider = FrameSource | FrameObservable | FrameIterable;

/**
 * The application's own frames: an object; a class, of which Nest's instance is used, or one created with its
 * dependencies; or a function that returns any of these whenever the source starts.
 *
 * @publicApi
 */
export type CustomStream =
  FrameProvider | Type<FrameProvider> | (() => FrameProvider | Promise<FrameProvider>);
