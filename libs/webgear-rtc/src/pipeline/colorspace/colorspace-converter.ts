import { BgrFrameCopier } from '../../ffmpeg/scale/bgr-frame-copier.js';
import type { Colorspace } from '../../options/colorspace.js';
import type { FrameSize, VideoFrame } from '../../media/video-frame.js';
import { ColourThread } from './colour-thread.js';
import { outputSize } from './convert-colours.js';

/** Shows the channels of another colour space as if they were blue, green and red. */
export class ColorspaceConverter {
  private thread: ColourThread | undefined;
  private copier: BgrFrameCopier | undefined;
  private spent: Uint8Array<SharedArrayBuffer> | undefined;
  private busy: Promise<unknown> = Promise.resolve();
  private failed = false;
  private closed = false;

  /**
   * @param colorspace what to show, until another is assigned; `undefined` for frames as they are
   * @param onError told once why frames are not converted any more
   */
  constructor(
    public colorspace: Colorspace | undefined,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** The size that a frame of this one is shown in; both even. */
  sizeOf(size: FrameSize): FrameSize {
    return outputSize(size, this.colorspace);
  }

  /**
   * Takes a `yuv420p` frame of even size, which stays the caller's, and gives another, which becomes the caller's;
   * `undefined` once closed. Calls must not overlap. Where there is nothing to convert or converting fails, it gives the
   * frame itself.
   */
  async convert(frame: VideoFrame): Promise<VideoFrame | undefined> {
    const { colorspace } = this;
    // With a fourth channel that is opaque, a frame looks as it did.
    if (this.failed || colorspace === undefined || colorspace === 'COLOR_BGR2BGRA') return frame;
    const converting = this.exchange(frame, colorspace);
    this.busy = converting.catch(() => undefined);
    try {
      return await converting;
    } catch (error) {
      if (this.closed) return undefined;
      this.failed = true;
      this.onError(error);
      return frame;
    }
  }

  /** Ends the thread; a frame under way is lost. A second call does nothing. */
  async close(): Promise<void> {
    this.closed = true;
    await this.thread?.close();
    await this.busy;
    this.copier?.close();
    this.copier = undefined;
  }

  private async exchange(frame: VideoFrame, colorspace: Colorspace): Promise<VideoFrame | undefined> {
    if (this.closed) return undefined;
    const { width, height } = outputSize(frame, colorspace);
    const bytes = width * height * 3;
    const data = this.spent?.length === bytes ? this.spent : new Uint8Array(new SharedArrayBuffer(bytes));
    this.spent = data;
    this.copier ??= await BgrFrameCopier.create();
    const image = await this.copier.copyFrom(frame, data);
    if (this.closed) return undefined;
    this.thread ??= new ColourThread();
    await this.thread.convert({ image, colorspace });
    return this.copier.copyTo({ ...image, width, height });
  }
}
