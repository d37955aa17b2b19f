import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { NativeScaler } from '../ffmpeg/scale/native-scaler.js';
import type { FrameSize, VideoFrame } from '../media/video-frame.js';
import { scaledSize } from './scaled-size.js';

/** Brings every frame to what an encoder takes: `yuv420p`, limited range, reduced, both sides even. */
export class FrameScaler {
  private scaler: NativeScaler | undefined;
  private busy: Promise<unknown> = Promise.resolve();
  private closed = false;

  private readonly sizeOf: (frame: FrameSize) => FrameSize;

  /** @param reduction how much shorter each side becomes, 0 to 90 percent; or the size to bring a frame to, both sides even */
  constructor(reduction: number | ((frame: FrameSize) => FrameSize)) {
    this.sizeOf =
      typeof reduction === 'number' ? (frame: FrameSize) => scaledSize(frame, reduction) : reduction;
  }

  /**
   * The given frame itself where it fits; any other is scaled into a new one, which becomes the caller's to close. Calls
   * must not overlap.
   *
   * @throws WebGearRtcError `WGR_FRAME_CLOSED` after `close`
   * @throws FfmpegCallError when FFmpeg cannot read the pixel format
   */
  scale(frame: VideoFrame): Promise<VideoFrame> {
    const scaling = this.fit(frame);
    this.busy = scaling.catch(() => undefined);
    return scaling;
  }

  /** Frees everything once a frame under way is done. A second call does nothing. */
  async close(): Promise<void> {
    this.closed = true;
    await this.busy;
    this.scaler?.close();
    this.scaler = undefined;
  }

  private async fit(frame: VideoFrame): Promise<VideoFrame> {
    if (this.closed) throw new WebGearRtcError('WGR_FRAME_CLOSED', undefined);
    this.scaler ??= await NativeScaler.create();
    const { width, height } = this.sizeOf(frame);
    return this.scaler.fits(frame, width, height) ? frame : this.scaler.fit(frame, width, height);
  }
}
