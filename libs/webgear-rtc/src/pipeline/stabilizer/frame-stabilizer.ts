import { copyToPlanarImage, copyToVideoFrame } from '../../ffmpeg/pixels/planar-image-copy.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { PlanarImage } from '../../media/planar-image.js';
import type { StabilizerSettings } from './stabilizer-settings.interface.js';
import { StabilizerThread } from './stabilizer-thread.js';

/**
 * Steadies pictures in a thread of its own. Native memory is held only while it is copied: the pictures that wait for
 * their turn are plain memory of the thread.
 */
export class FrameStabilizer {
  private thread: StabilizerThread | undefined;
  private spent: PlanarImage['data'] | undefined;
  private fresh = true;
  private failed = false;
  private closed = false;

  /** @param onError told once why pictures are not steadied any more */
  constructor(
    private readonly settings: StabilizerSettings,
    private readonly onError: (error: unknown) => void,
  ) {}

  /**
   * Takes a `yuv420p` picture of even size, which stays the caller's. Calls must not overlap. Where stabilising fails,
   * pictures come back as they are: a shaky picture is better than none.
   *
   * @returns the picture of `smoothingRadius` pictures ago, the caller's; `undefined` while there is none
   */
  async stabilize(frame: VideoFrame): Promise<VideoFrame | undefined> {
    if (this.failed) return frame.clone();
    try {
      return await this.exchange(frame);
    } catch (error) {
      if (this.closed) return undefined;
      this.failed = true;
      this.onError(error);
      return frame.clone();
    }
  }

  /** Drops the pictures that wait: what comes next has nothing to do with them. */
  forget(): void {
    this.fresh = true;
  }

  /** Ends the thread; a picture under way is lost. A second call does nothing. */
  async close(): Promise<void> {
    this.closed = true;
    await this.thread?.close();
  }

  private async exchange(frame: VideoFrame): Promise<VideoFrame | undefined> {
    const picture = await copyToPlanarImage(frame, this.spent);
    if (this.closed) return undefined;
    this.spent = undefined;
    this.thread ??= new StabilizerThread(this.settings);
    const { fresh } = this;
    this.fresh = false;
    const steady = await this.thread.stabilize({ picture, fresh });
    if (steady === undefined) return undefined;
    this.spent = steady.data;
    return copyToVideoFrame(steady);
  }
}
