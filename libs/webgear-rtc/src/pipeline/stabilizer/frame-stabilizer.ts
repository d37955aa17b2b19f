import { copyToPlanarImage, copyToVideoFrame } from '../../ffmpeg/pixels/planar-image-copy.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { PlanarImage } from '../../media/raw-image.js';
import type { StabilizerSettings } from '../../options/resolved-options.interface.js';
import { StabilizerThread } from './stabilizer-thread.js';

/**
 * Stabilizes frames in a thread of its own. Native memory is held only while it is copied: the frames that wait for
 * their turn are plain memory of the thread.
 */
export class FrameStabilizer {
  private thread: StabilizerThread | undefined;
  private spent: PlanarImage['data'] | undefined;
  private fresh = true;
  private failed = false;
  private closed = false;

  /** @param onError called once, with the reason why frames are no longer stabilized */
  constructor(
    private readonly settings: StabilizerSettings,
    private readonly onError: (error: unknown) => void,
  ) {}

  /**
   * Takes a `yuv420p` frame of even size, which the caller still owns. Calls must not overlap. After a failure it returns
   * the frame itself: a shaky frame is better than none.
   *
   * @returns the frame of `smoothingRadius` frames ago, owned by the caller; `undefined` while the window fills
   */
  async stabilize(frame: VideoFrame): Promise<VideoFrame | undefined> {
    if (this.failed) return frame;
    try {
      return await this.exchange(frame);
    } catch (error) {
      if (this.closed) return undefined;
      this.failed = true;
      this.onError(error);
      return frame;
    }
  }

  /** Drops the frames that wait; called at a cut or a new source. */
  forget(): void {
    this.fresh = true;
  }

  /** Ends the thread; a frame in progress is lost. A second call does nothing. */
  async close(): Promise<void> {
    this.closed = true;
    await this.thread?.close();
  }

  private async exchange(frame: VideoFrame): Promise<VideoFrame | undefined> {
    const image = await copyToPlanarImage(frame, this.spent);
    if (this.closed) return undefined;
    this.spent = undefined;
    this.thread ??= new StabilizerThread(this.settings);
    const { fresh } = this;
    this.fresh = false;
    const steady = await this.thread.stabilize({ image, fresh });
    if (steady === undefined) return undefined;
    this.spent = steady.data;
    return copyToVideoFrame(steady);
  }
}
