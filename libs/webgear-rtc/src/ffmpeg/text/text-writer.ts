import type { Frame } from 'node-av/lib';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { FilterChain } from '../filter/filter-chain.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import { nativeFrameOf, NativeVideoFrame } from '../native-video-frame.js';
import { runsRightToLeft, textFilter, type WrittenText } from './text-filter.js';

/** Writes texts into `yuv420p` frames with FFmpeg's drawtext filter. */
export class TextWriter {
  private chain: FilterChain | undefined;
  private chainKey = '';
  private written: readonly string[] = [];

  private constructor(private readonly av: NodeAv) {}

  /** @throws WebGearRtcError `WGR_MEDIA_ENGINE_MISSING` */
  static async create(): Promise<TextWriter> {
    return new TextWriter(await loadNodeAv());
  }

  /**
   * Returns a copy of the frame with the texts in it. The caller owns both. Calls must not overlap.
   *
   * @throws WebGearRtcError `WGR_FRAME_CLOSED`, `WGR_FRAME_FOREIGN`
   * @throws FfmpegCallError when a font cannot be read
   */
  async write(frame: VideoFrame, texts: readonly WrittenText[]): Promise<VideoFrame> {
    const native = nativeFrameOf(frame);
    try {
      const chain = await this.chainFor(native, texts);
      const shared = native.clone();
      if (shared === null) throw new WebGearRtcError('WGR_FRAME_CLOSED', undefined);
      const filtered = await chain.push(shared, frame.captureTimeUs);
      // drawtext never waits for a second frame.
      if (filtered === undefined) return frame.clone();
      return new NativeVideoFrame(filtered.frame, frame.pixelFormat, frame.captureTimeUs);
    } catch (error) {
      // The state of a filter after a failure is unknown; the next call opens new ones.
      this.close();
      throw error;
    }
  }

  /** Frees the filters; not while a frame is being written into. */
  close(): void {
    this.chain?.close();
    this.chain = undefined;
  }

  /** See `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * A change of size or look opens new filters, which read their fonts again: some milliseconds of this thread. A change
   * of the text does not, except for right-to-left letters, which FFmpeg shapes only while it sets a filter up.
   */
  private async chainFor(native: Frame, texts: readonly WrittenText[]): Promise<FilterChain> {
    const { width, height, format, colorSpace, colorRange } = native;
    const fixed = texts.map(({ text, look }) => [look, runsRightToLeft(text) && text]);
    const key = JSON.stringify([width, height, format, colorSpace, colorRange, fixed]);
    if (this.chain === undefined || key !== this.chainKey) {
      this.close();
      // FFmpeg starts a thread per core otherwise, none of which drawtext uses.
      this.chain = await FilterChain.open(this.av, native, texts.map(textFilter), 1);
      this.chainKey = key;
    } else {
      for (const [index, { text }] of texts.entries()) {
        if (text !== this.written[index]) this.chain.change(index, 'text', text);
      }
    }
    this.written = texts.map(({ text }) => text);
    return this.chain;
  }
}
