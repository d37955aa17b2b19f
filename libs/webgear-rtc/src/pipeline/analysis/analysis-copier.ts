import { PixelWriter } from '../../ffmpeg/pixels/pixel-writer.js';
import type { AnalysisFormat, AnalysisFrame } from '../../media/analysis-frame.js';
import type { FrameSize, VideoFrame } from '../../media/video-frame.js';
import type { ResolvedAnalysis } from '../../options/analysis-options.interface.js';
import type { TransformFormat } from '../../options/frame-transform.js';

const bytesPerPixel: Readonly<Record<AnalysisFormat, number>> = { rgb: 3, rgba: 4, bgr: 3, gray: 1 };

const ffmpegNames: Readonly<Record<AnalysisFormat, TransformFormat>> = {
  rgb: 'rgb24',
  rgba: 'rgba',
  bgr: 'bgr24',
  gray: 'gray',
};

/** Area averaging makes frames smaller without flicker, at half the cost of bicubic; without the rest grey gets a tint. */
const scaling = 'area+accurate_rnd+full_chroma_int';

/** Copies frames into shared memory, in the size and format that a model wants. */
export class AnalysisCopier {
  private writer: PixelWriter | undefined;
  private data = new Uint8Array(new SharedArrayBuffer(0));
  private content: AnalysisFrame['content'] | undefined;
  private copied: ResolvedAnalysis | undefined;

  /**
   * Copies a frame, which stays the caller's. Overwritten by the next call. Calls must not overlap.
   *
   * @throws FfmpegCallError, WebGearRtcError `WGR_FRAME_CLOSED`
   */
  async copy(frame: VideoFrame, settings: ResolvedAnalysis, frameId: number): Promise<AnalysisFrame> {
    this.writer ??= await PixelWriter.create(scaling);
    const { width, height, format } = settings;
    const content = this.layOut(frame, settings);
    const pixelBytes = bytesPerPixel[format];
    await this.writer.writeInto(frame, ffmpegNames[format], content, {
      data: this.data,
      offset: (content.y * width + content.x) * pixelBytes,
      rowBytes: width * pixelBytes,
    });
    const { captureTimeUs } = frame;
    const { data } = this;
    return { data, buffer: data.buffer, width, height, format, captureTimeUs, frameId, content };
  }

  /** Frees the scaler; samples that were given out stay valid. Must not be called during a copy. */
  close(): void {
    this.writer?.close();
    this.writer = undefined;
  }

  /** Where the frame goes. The bars are written once, as long as they stay where they are. */
  private layOut(frame: FrameSize, settings: ResolvedAnalysis): AnalysisFrame['content'] {
    const content = contentOf(frame, settings);
    const { width, height, format } = settings;
    const isSame =
      this.copied === settings &&
      this.content?.width === content.width &&
      this.content.height === content.height;
    if (isSame && this.content !== undefined) return this.content;
    if (this.copied !== settings) {
      this.data = new Uint8Array(new SharedArrayBuffer(width * height * bytesPerPixel[format]));
    } else this.data.fill(0);
    // Opaque, as the frame is.
    if (format === 'rgba') for (let index = 3; index < this.data.length; index += 4) this.data[index] = 255;
    this.copied = settings;
    this.content = content;
    return content;
  }
}

/** The largest rectangle of the frame's aspect ratio, in the middle; all of the copy without `letterbox`. */
function contentOf(frame: FrameSize, settings: ResolvedAnalysis): AnalysisFrame['content'] {
  const { width, height, letterbox } = settings;
  if (!letterbox) return { x: 0, y: 0, width, height };
  const scale = Math.min(width / frame.width, height / frame.height);
  const fitted = {
    width: Math.min(width, Math.max(1, Math.round(frame.width * scale))),
    height: Math.min(height, Math.max(1, Math.round(frame.height * scale))),
  };
  return {
    x: Math.floor((width - fitted.width) / 2),
    y: Math.floor((height - fitted.height) / 2),
    ...fitted,
  };
}
