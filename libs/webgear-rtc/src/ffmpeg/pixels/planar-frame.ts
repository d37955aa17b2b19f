import type { Frame } from 'node-av/lib';
import type { VideoFrame } from '../../media/video-frame.js';
import { checked } from '../ffmpeg-call.js';
import { loadNodeAv } from '../load-node-av.js';
import { nativeFrameOf, NativeVideoFrame } from '../native-video-frame.js';

/** One writable plane of samples. */
export interface FramePlane {
  /** The samples, row by row. */
  readonly data: Buffer;
  /** Bytes from one row to the next. */
  readonly stride: number;
  readonly width: number;
  readonly height: number;
}

/** Writes a frame: luma in full size, both chroma planes in half, all in limited range. */
export type PlanePainter = (luma: FramePlane, blue: FramePlane, red: FramePlane) => void;

/**
 * Creates a `yuv420p` frame in FFmpeg's memory, owned by the caller.
 *
 * @throws FfmpegCallError for an impossible size
 */
export async function paintFrame(
  width: number,
  height: number,
  captureTimeUs: number,
  paint: PlanePainter,
  matrix: 'bt601' | 'bt709' = 'bt601',
): Promise<VideoFrame> {
  const av = await loadNodeAv();
  const frame = new av.Frame();
  frame.alloc();
  try {
    frame.width = width;
    frame.height = height;
    frame.format = av.AV_PIX_FMT_YUV420P;
    frame.colorSpace = matrix === 'bt709' ? av.AVCOL_SPC_BT709 : av.AVCOL_SPC_SMPTE170M;
    frame.colorRange = av.AVCOL_RANGE_MPEG;
    checked(av, 'allocate a frame', frame.getBuffer());
    const [luma, blue, red] = planesOf(frame);
    paint(luma, blue, red);
  } catch (error) {
    frame.free();
    throw error;
  }
  return new NativeVideoFrame(frame, 'yuv420p', captureTimeUs);
}

/**
 * Writes into a `yuv420p` frame, which must have a single owner: clones share its pixels.
 *
 * @throws WebGearRtcError `WGR_FRAME_CLOSED`, `WGR_FRAME_FOREIGN`
 */
export function paintOver(frame: VideoFrame, paint: PlanePainter): void {
  const native = nativeFrameOf(frame);
  // Copies if FFmpeg's decoder still references the frame to predict the next.
  native.makeWritable();
  const [luma, blue, red] = planesOf(native);
  paint(luma, blue, red);
}

/** The planes of a `yuv420p` frame, valid as long as the frame. */
export function planesOf(frame: Frame): [FramePlane, FramePlane, FramePlane] {
  // Read once: each access creates buffers, whose size counts as external memory and triggers garbage collection.
  const { data, linesize } = frame;
  const plane = (index: number, divisor: 1 | 2): FramePlane => ({
    data: data?.[index] ?? Buffer.alloc(0),
    stride: linesize[index] ?? 0,
    width: Math.ceil(frame.width / divisor),
    height: Math.ceil(frame.height / divisor),
  });
  return [plane(0, 1), plane(1, 2), plane(2, 2)];
}
