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

/** A frame that must be decoded or read first. */
export type SlowFrame = Uint8Array | ArrayBufferLike | WebCodecsFrame;

/** Turns frames, in whatever form a program has them, into `VideoFrame`s. */
export class FrameInputReader {
  private readonly decoders = new Map<ImageKind, ImageDecoder>();

  private readonly pool: FramePool;

  private constructor(private readonly av: NodeAv) {
    this.pool = new FramePool(av);
  }

  /** Loads FFmpeg, after which {@link share} needs to wait for nothing. */
  static async create(): Promise<FrameInputReader> {
    return new FrameInputReader(await loadNodeAv());
  }

  /** Whether a frame cannot be had at once, but is for {@link decode}; any other is for {@link share}. */
  takesTime(input: FrameInput): input is FrameInput & SlowFrame {
    return isFileBytes(input) || (isObject(input) && isWebCodecsFrame(input));
  }

  /** The same frame beyond the time it is lent for; {@link release} it. */
  keep(input: SlowFrame): SlowFrame {
    if (isFileBytes(input)) return input;
    assertOpen(input);
    return input.clone();
  }

  /**
   * A frame that takes no time, as a frame of the caller's. The frame stays whose it was: pixels are copied into
   * FFmpeg's memory, those that are there already get a second owner.
   *
   * @throws WebGearRtcError `WGR_FRAME_INVALID`, `WGR_FRAME_CLOSED`
   */
  share(input: FrameInput, captureTimeUs: number): VideoFrame {
    if (input instanceof NativeVideoFrame) return input.clone(captureTimeUs);
    if (input instanceof this.av.Frame) return this.shareNative(input, captureTimeUs);
    return this.copyPixels(input, captureTimeUs);
  }

  /**
   * A frame that takes time, as a frame of the caller's. Calls must not overlap.
   *
   * @throws WebGearRtcError `WGR_FRAME_INVALID`
   */
  async decode(input: SlowFrame, captureTimeUs: number): Promise<VideoFrame> {
    if (isFileBytes(input)) return this.decodeFile(bytesOf(input) as Uint8Array, captureTimeUs);
    return this.copyPixels(await readWebCodecsFrame(input), captureTimeUs);
  }

  /** Gives up a frame that was handed over for good. */
  release(input: unknown): void {
    if (input instanceof NativeVideoFrame) input.close();
    else if (input instanceof this.av.Frame) input.free();
    else if (isObject(input) && isWebCodecsFrame(input)) input.close();
  }

  /** Frees decoders and memory; not while a frame is being decoded. */
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
      // What is left of a damaged file would spoil the next one.
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
        received: 'a Frame of node-av with no frame in it',
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

/** Bytes without a size, which must be those of a file. */
function isFileBytes(value: unknown): value is Uint8Array | ArrayBufferLike {
  return types.isUint8Array(value) || types.isAnyArrayBuffer(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
