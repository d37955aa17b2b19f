import { types } from 'node:util';
import type { Frame } from 'node-av/lib';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { FrameInput, WebCodecsFrame } from '../../media/frame-input.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { FfmpegCallError } from '../ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import { NativeVideoFrame } from '../native-video-frame.js';
import { bytesOf } from './bytes-of.js';
import { copyPixels } from './copy-pixels.js';
import { invalidFrame } from './describe-frame-data.js';
import { packedPixelsOf } from './packed-pixels.js';
import { FramePool } from './frame-pool.js';
import { ImageDecoder, imageKindOf, type ImageKind } from './image-decoder.js';
import { assertOpen, isWebCodecsFrame, readWebCodecsFrame } from './web-codecs-frame.js';

/** An input that is decoded or read asynchronously. */
export type AsyncFrameInput = Uint8Array | ArrayBufferLike | WebCodecsFrame;

/** Converts an application's frames, in any supported form, to `VideoFrame`s. */
export class FrameInputReader {
  private readonly decoders = new Map<ImageKind, ImageDecoder>();

  private readonly pool: FramePool;

  private constructor(private readonly av: NodeAv) {
    this.pool = new FramePool(av);
  }

  /** Loads FFmpeg, so that {@link share} can be synchronous. */
  static async create(): Promise<FrameInputReader> {
    return new FrameInputReader(await loadNodeAv());
  }

  /** Whether an input is read with {@link decode}; all others with {@link share}. */
  needsDecoding(input: FrameInput): input is FrameInput & AsyncFrameInput {
    return isFileBytes(input) || (isObject(input) && isWebCodecsFrame(input));
  }

  /** Keeps an input beyond the call that received it; {@link release} it. */
  keep(input: AsyncFrameInput): AsyncFrameInput {
    if (isFileBytes(input)) return input;
    assertOpen(input);
    return input.clone();
  }

  /**
   * Converts an input synchronously; the caller owns the result, and the input is not consumed. Pixels are copied
   * into FFmpeg's memory; frames already there are reference-counted.
   *
   * @throws WebGearRtcError `WGR_FRAME_INVALID`, `WGR_FRAME_CLOSED`
   */
  share(input: FrameInput, captureTimeUs: number): VideoFrame {
    if (input instanceof NativeVideoFrame) return input.clone(captureTimeUs);
    if (input instanceof this.av.Frame) return this.shareNative(input, captureTimeUs);
    return this.copyPixels(input, captureTimeUs);
  }

  /**
   * Decodes an input; the caller owns the result. Calls must not overlap.
   *
   * @throws WebGearRtcError `WGR_FRAME_INVALID`
   */
  async decode(input: AsyncFrameInput, captureTimeUs: number): Promise<VideoFrame> {
    if (isFileBytes(input)) return this.decodeFile(bytesOf(input) as Uint8Array, captureTimeUs);
    return this.copyPixels(await readWebCodecsFrame(input), captureTimeUs);
  }

  /** Frees an input whose ownership was transferred. */
  release(input: unknown): void {
    if (input instanceof NativeVideoFrame) input.close();
    else if (input instanceof this.av.Frame) input.free();
    else if (isObject(input) && isWebCodecsFrame(input)) input.close();
  }

  /** Frees decoders and memory. Must not be called while {@link decode} is pending. */
  close(): void {
    for (const decoder of this.decoders.values()) decoder.close();
    this.decoders.clear();
    this.pool.close();
  }

  private async decodeFile(file: Uint8Array, captureTimeUs: number): Promise<VideoFrame> {
    const kind = imageKindOf(file);
    if (kind === undefined) {
      throw invalidFrame(
        `${file.length} bytes without width and height that are neither a JPEG nor a PNG file`,
      );
    }
    try {
      const decoder = this.decoders.get(kind) ?? (await ImageDecoder.open(this.av, kind));
      this.decoders.set(kind, decoder);
      return this.wrap(await decoder.decode(file), captureTimeUs);
    } catch (cause) {
      // State left by a damaged file would corrupt the next image.
      this.decoders.get(kind)?.close();
      this.decoders.delete(kind);
      if (!(cause instanceof FfmpegCallError)) throw cause;
      const received = `a ${kind.toUpperCase()} file that does not decode (${cause.reason})`;
      throw new WebGearRtcError('WGR_FRAME_INVALID', { received }, { cause });
    }
  }

  private shareNative(frame: Frame, captureTimeUs: number): VideoFrame {
    const copy = frame.clone();
    if (copy === null || copy.width <= 0 || copy.height <= 0) {
      copy?.free();
      throw new WebGearRtcError('WGR_FRAME_INVALID', {
        received: 'an empty Frame of node-av',
      });
    }
    return this.wrap(copy, captureTimeUs);
  }

  private copyPixels(input: FrameInput, captureTimeUs: number): VideoFrame {
    const pixels = packedPixelsOf(input);
    const { width, height, pixelFormat } = pixels;
    const frame = this.pool.make(width, height, pixelFormat, (target) => copyPixels(pixels, target));
    return new NativeVideoFrame(frame, pixelFormat, captureTimeUs);
  }

  private wrap(frame: Frame, captureTimeUs: number): VideoFrame {
    const { av } = this;
    const pixelFormat = av.avGetPixFmtName(frame.format as Parameters<NodeAv['avGetPixFmtName']>[0]);
    return new NativeVideoFrame(frame, pixelFormat ?? 'unknown', captureTimeUs);
  }
}

/** Bytes without a size: an encoded image file. */
function isFileBytes(value: unknown): value is Uint8Array | ArrayBufferLike {
  return types.isUint8Array(value) || types.isAnyArrayBuffer(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
