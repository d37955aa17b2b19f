import type { Frame } from 'node-av/lib';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { VideoFrame } from '../media/video-frame.js';
import { FilterChain } from './filter/filter-chain.js';
import { loadNodeAv, type NodeAv } from './load-node-av.js';
import { nativeFrameOf, NativeVideoFrame } from './native-video-frame.js';
import { runsRightToLeft } from './right-to-left.js';
import { textFilter } from './text-filter.js';
import type { WrittenText } from './written-text.interface.js';

/** Writes texts into `yuv420p` pictures, with the filters of FFmpeg. */
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
   * A copy of the picture with the texts in it, the caller's. The picture stays the caller's too. Calls must not overlap.
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
      // None of these filters waits for a second picture.
      if (filtered === undefined) return frame.clone();
      return new NativeVideoFrame(filtered.frame, frame.pixelFormat, frame.captureTimeUs);
    } catch (error) {
      // What a filter keeps of a failure is not known; new ones start clean.
      this.close();
      throw error;
    }
  }

  /** Frees the filters; not while a picture is being written into. */
  close(): void {
    this.chain?.close();
    this.chain = undefined;
  }

  /**
   * A change of size or look takes new filters, which read their fonts again: some milliseconds of this thread. One of
   * the letters does not, except for letters that FFmpeg puts in order only while it sets a filter up.
   */
  private async chainFor(native: Frame, texts: readonly WrittenText[]): Promise<FilterChain> {
    const { width, height, format, colorSpace, colorRange } = native;
    const fixed = texts.map(({ text, look }) => [look, runsRightToLeft(text) && text]);
    const key = JSON.stringify([width, height, format, colorSpace, colorRange, fixed]);
    if (this.chain === undefined || key !== this.chainKey) {
      this.close();
      // FFmpeg would start a thread for each core, none of which these filters use.
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
