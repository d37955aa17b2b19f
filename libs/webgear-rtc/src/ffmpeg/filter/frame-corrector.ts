import type { Frame } from 'node-av/lib';
import { uprightFilters } from './displayed-size.js';
import { type FilterCall, FilterChain } from './filter-chain.js';
import { squarePixelFilters } from './square-pixels.js';
import type { NodeAv } from '../load-node-av.js';

const ALPHA_FORMAT = /^(yuva|rgba|bgra|argb|abgr|gbrap|ya8|ya16|pal8)/;

/**
 * Corrects frames for display: rotates them upright, makes pixels square, deinterlaces, and composites transparency
 * on black. Frames that need none of this pass unchanged.
 */
export class FrameCorrector {
  private chain: FilterChain | undefined;
  private chainKey = '';
  private interlaced = false;

  /** @param pixelShape pixel aspect ratio of frames that state none: often only the container knows it */
  constructor(
    private readonly av: NodeAv,
    private readonly pixelShape?: { readonly num: number; readonly den: number },
  ) {}

  /**
   * Corrects a frame, of which it takes ownership.
   *
   * @returns the next corrected frame, owned by the caller, and its time; `undefined` while the deinterlacer needs
   *   another input first
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
   * Flushes the frame the deinterlacer holds back at the end; `undefined` if there is none.
   *
   * @throws FfmpegCallError
   */
  async finish(): Promise<{ frame: Frame; timeUs: number } | undefined> {
    return this.chain?.finish();
  }

  /** Frees the filters. Must not be called while {@link correct} is pending. */
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
    // Broadcasts mix interlaced and progressive content: the filter stays, and passes progressive frames.
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
