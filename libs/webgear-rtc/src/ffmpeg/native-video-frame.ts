import type { Frame } from 'node-av/lib';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { VideoFrame } from '../media/video-frame.js';
import { closedProperly, watchForUnclosed } from './unclosed-frame-warning.js';

/** A frame in FFmpeg's memory. Owns the native frame. */
export class NativeVideoFrame implements VideoFrame {
  readonly width: number;
  readonly height: number;
  private owned: Frame | undefined;

  /**
   * @param native ownership passes to this object
   * @param pixelFormat FFmpeg's name of the pixel format
   * @param captureTimeUs microseconds on the process's monotonic clock
   */
  constructor(
    native: Frame,
    readonly pixelFormat: string,
    readonly captureTimeUs: number,
  ) {
    this.width = native.width;
    this.height = native.height;
    this.owned = native;
    watchForUnclosed(this);
  }

  /**
   * The native frame; this object stays its owner.
   *
   * @throws WebGearRtcError `WGR_FRAME_CLOSED`
   */
  get native(): Frame {
    if (this.owned === undefined) throw new WebGearRtcError('WGR_FRAME_CLOSED', undefined);
    return this.owned;
  }

  clone(captureTimeUs = this.captureTimeUs): VideoFrame {
    const copy = this.native.clone();
    if (copy === null) throw new WebGearRtcError('WGR_FRAME_CLOSED', undefined);
    return new NativeVideoFrame(copy, this.pixelFormat, captureTimeUs);
  }

  close(): void {
    if (this.owned === undefined) return;
    this.owned.free();
    this.owned = undefined;
    closedProperly(this);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * The native frame of a `VideoFrame`.
 *
 * @throws WebGearRtcError `WGR_FRAME_FOREIGN` for a frame that FFmpeg did not allocate, `WGR_FRAME_CLOSED`
 */
export function nativeFrameOf(frame: VideoFrame): Frame {
  if (frame instanceof NativeVideoFrame) return frame.native;
  throw new WebGearRtcError('WGR_FRAME_FOREIGN', { received: (frame as object).constructor.name });
}
