import { readdir } from 'node:fs/promises';
import type {
  CodecContext,
  Frame,
  HardwareDeviceContext,
  HardwareFramesContext,
  SoftwareScaleContext,
} from 'node-av/lib';
import type { FrameSize } from '../../media/video-frame.js';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';

/** What an encoder takes: planar samples, the same with interleaved chroma, or surfaces in the memory of a VA-API device. */
export type EncoderPixelFormat = 'yuv420p' | 'nv12' | 'vaapi';

/** Frames that the encoder may hold at once, besides those it allocates itself. */
const SURFACES = 8;

/** Where Linux has its GPUs, of which those named `renderD…` are open to programs without a screen. */
const GPU_DIRECTORY = '/dev/dri';

/** Brings `yuv420p` frames into the form that an encoder takes. */
export class EncoderInput {
  private constructor(
    private readonly av: NodeAv,
    private readonly interleaver: SoftwareScaleContext | undefined,
    private readonly surfaces: HardwareFramesContext | undefined,
  ) {}

  /** @throws FfmpegCallError when the device cannot be opened, or has no memory for frames of this size */
  static async create(format: EncoderPixelFormat, size: FrameSize): Promise<EncoderInput> {
    const av = await loadNodeAv();
    const surfaces = format === 'vaapi' ? allocateSurfaces(av, await vaapiDevice(av), size) : undefined;
    if (format === 'yuv420p') return new EncoderInput(av, undefined, undefined);
    const interleaver = new av.SoftwareScaleContext();
    interleaver.allocContext();
    return new EncoderInput(av, interleaver, surfaces);
  }

  /** Tells an encoder that is not open yet what it will get. */
  announceTo(context: CodecContext): void {
    const { av, interleaver, surfaces } = this;
    if (surfaces === undefined) {
      context.pixelFormat = interleaver === undefined ? av.AV_PIX_FMT_YUV420P : av.AV_PIX_FMT_NV12;
      return;
    }
    context.pixelFormat = av.AV_PIX_FMT_VAAPI;
    context.hwFramesCtx = surfaces;
  }

  /**
   * The frame in the encoder's form, without its time and type: the given one, or a new one for the caller to free.
   *
   * @throws FfmpegCallError
   */
  async convert(frame: Frame): Promise<Frame> {
    const { interleaver, surfaces } = this;
    if (interleaver === undefined) return frame;
    const interleaved = await this.interleave(frame, interleaver);
    if (surfaces === undefined) return interleaved;
    try {
      return await this.upload(interleaved, surfaces);
    } finally {
      interleaved.free();
    }
  }

  /** Frees what it converts with. Must not be called while {@link convert} is pending. */
  close(): void {
    this.interleaver?.freeContext();
    this.surfaces?.free();
  }

  private async interleave(frame: Frame, interleaver: SoftwareScaleContext): Promise<Frame> {
    const { av } = this;
    const target = new av.Frame();
    target.alloc();
    try {
      target.width = frame.width;
      target.height = frame.height;
      target.format = av.AV_PIX_FMT_NV12;
      target.colorRange = frame.colorRange;
      target.colorSpace = frame.colorSpace;
      checked(av, 'convert for the encoder', await interleaver.scaleFrame(target, frame));
      return target;
    } catch (error) {
      target.free();
      throw error;
    }
  }

  private async upload(frame: Frame, surfaces: HardwareFramesContext): Promise<Frame> {
    const { av } = this;
    const target = new av.Frame();
    target.alloc();
    try {
      checked(av, 'allocate a surface', surfaces.getBuffer(target));
      checked(av, 'upload to the device', await surfaces.transferData(target, frame));
      target.colorRange = frame.colorRange;
      target.colorSpace = frame.colorSpace;
      return target;
    } catch (error) {
      target.free();
      throw error;
    }
  }
}

let device: HardwareDeviceContext | undefined;

/** One for the process: opening it loads the driver, which takes some ten milliseconds of the calling thread. */
async function vaapiDevice(av: NodeAv): Promise<HardwareDeviceContext> {
  if (device !== undefined) return device;
  const names = await readdir(GPU_DIRECTORY).catch(() => []);
  const name = names.filter((entry) => entry.startsWith('renderD')).toSorted()[0];
  // Without a name FFmpeg would look for a screen as well.
  if (name === undefined) checked(av, 'find a GPU', av.AVERROR_ENOENT);
  const opened = new av.HardwareDeviceContext();
  checked(av, 'open the GPU', opened.create(av.AV_HWDEVICE_TYPE_VAAPI, `${GPU_DIRECTORY}/${name}`));
  device = opened;
  return opened;
}

function allocateSurfaces(
  av: NodeAv,
  on: HardwareDeviceContext,
  { width, height }: FrameSize,
): HardwareFramesContext {
  const surfaces = new av.HardwareFramesContext();
  surfaces.alloc(on);
  surfaces.format = av.AV_PIX_FMT_VAAPI;
  surfaces.swFormat = av.AV_PIX_FMT_NV12;
  surfaces.width = width;
  surfaces.height = height;
  surfaces.initialPoolSize = SURFACES;
  try {
    checked(av, 'allocate surfaces', surfaces.init());
  } catch (error) {
    surfaces.free();
    throw error;
  }
  return surfaces;
}
