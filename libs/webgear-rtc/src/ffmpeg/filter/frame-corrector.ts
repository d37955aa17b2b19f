import type { Frame } from 'node-av/lib';
import { uprightFilters } from './displayed-size.js';
import { type FilterCall, FilterChain } from './filter-chain.js';
import { squarePixelFilters } from './square-pixels.js';
import type { NodeAv } from '../load-node-av.js';

const ALPHA_FORMAT = /^(yuva|rgba|bgra|argb|abgr|gbrap|ya8|ya16|pal8)/;

/**
 * Makes frames what their makers meant to be seen: upright, of square pixels, without the combs of interlaced video, and
 * on black where they are transparent. Frames that are so already are not touched.
 */
export class FrameCorrector {
  private chain: FilterChain | undefined;
  private chainKey = '';
  private interlaced = false;

  /** @param pixelShape of frames that do not state one: containers often know it, and decoders not */
  constructor(
    private readonly av: NodeAv,
    private readonly pixelShape?: { readonly num: number; readonly den: number },
  ) {}

  /**
   * Takes a frame over.
   *
   * @returns the frame that is due, the caller's, and its time; `undefined` when that takes another frame first
   * @throws FfmpegCallError
   */
  async correct(
    frame: Frame,
    pixelFormat: string,
    timeUs: number,
  ): Promise<{ frame: Frame; timeUs: number } | undefined> {
    const filters = this.filtersFor(frame, pixelFormat);
    if (filters.length === 0) return { frame, timeUs };
    const key = [
      frame.width,
      frame.height,
      frame.format,
      frame.colorSpace,
      frame.colorRange,
      ...filters,
    ].join();
    if (this.chain === undefined || key !== this.chainKey) {
      this.close();
      this.chain = await this.open(frame, filters);
      this.chainKey = key;
    }
    return this.chain.push(frame, timeUs);
  }

  /**
   * The frame that waited for one after it, where there will be none; `undefined` when none did.
   *
   * @throws FfmpegCallError
   */
  async finish(): Promise<{ frame: Frame; timeUs: number } | undefined> {
    return this.chain?.finish();
  }

  /** Frees the filters; not while a frame is being corrected. */
  close(): void {
    this.chain?.close();
    this.chain = undefined;
  }

  private async open(frame: Frame, filters: readonly FilterCall[]): Promise<FilterChain> {
    try {
      return await FilterChain.open(this.av, frame, filters);
    } catch (error) {
      frame.free();
      throw error;
    }
  }

  private filtersFor(frame: Frame, pixelFormat: string): FilterCall[] {
    const { av } = this;
    // Films and video mix in one broadcast: the filter stays, and lets whole frames pass.
    this.interlaced ||= frame.hasFlags(av.AV_FRAME_FLAG_INTERLACED);
    const filters: FilterCall[] = [];
    if (this.interlaced) filters.push(['bwdif', 'mode=send_frame:deint=interlaced']);
    if (ALPHA_FORMAT.test(pixelFormat)) filters.push(['premultiply', 'inplace=1']);
    const stated = frame.sampleAspectRatio;
    filters.push(...squarePixelFilters(frame, stated.num > 0 ? stated : (this.pixelShape ?? stated)));
    const matrix = frame.getSideData(av.AV_FRAME_DATA_DISPLAYMATRIX);
    if (matrix !== null) filters.push(...uprightFilters(matrix));
    return filters;
  }
}
