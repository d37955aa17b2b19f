import type { FilterContext, FilterGraph, Frame } from 'node-av/lib';
import type { FilterCall } from './display-rotation.js';
import { checked } from './ffmpeg-call.js';
import type { NodeAv } from './load-node-av.js';

/** Filters of FFmpeg one after the other, for pictures of one size and format. */
export class FilterChain {
  private constructor(
    private readonly av: NodeAv,
    private readonly graph: FilterGraph,
    private readonly source: FilterContext,
    private readonly sink: FilterContext,
  ) {}

  /**
   * @param like a picture such as those to come
   * @throws FfmpegCallError
   */
  static async open(av: NodeAv, like: Frame, filters: readonly FilterCall[]): Promise<FilterChain> {
    const graph = new av.FilterGraph();
    graph.alloc();
    try {
      const input =
        `video_size=${like.width}x${like.height}:pix_fmt=${like.format}:time_base=1/1000000:` +
        `colorspace=${like.colorSpace}:range=${like.colorRange}`;
      const contexts = [['buffer', input] as const, ...filters, ['buffersink', ''] as const].map(
        ([name, options], index) => {
          const filter = av.Filter.getByName(name);
          const context = filter && graph.createFilter(filter, `${name}${index}`, options || null);
          return context ?? fail(av);
        },
      );
      const [source = fail(av)] = contexts;
      const sink = contexts.reduce((before, next) => {
        checked(av, 'link the filters', before.link(0, next, 0));
        return next;
      });
      checked(av, 'set up the filters', await graph.config());
      return new FilterChain(av, graph, source, sink);
    } catch (error) {
      graph.free();
      throw error;
    }
  }

  /**
   * Takes a picture over.
   *
   * @param timeUs its time in microseconds
   * @returns the picture that is due and its time; `undefined` while a filter waits for the next one
   * @throws FfmpegCallError
   */
  async push(frame: Frame, timeUs: number): Promise<{ frame: Frame; timeUs: number } | undefined> {
    const { av } = this;
    const filtered = new av.Frame();
    filtered.alloc();
    try {
      frame.pts = BigInt(Math.round(timeUs));
      checked(av, 'filter', await this.source.buffersrcAddFrame(frame));
      const result = await this.sink.buffersinkGetFrame(filtered);
      if (result === av.AVERROR_EAGAIN) {
        filtered.free();
        return undefined;
      }
      checked(av, 'filter', result);
    } catch (error) {
      filtered.free();
      throw error;
    } finally {
      frame.free();
    }
    // Filters that could make two pictures of one count in finer steps.
    const { num, den } = this.sink.buffersinkGetTimeBase();
    return { frame: filtered, timeUs: (Number(filtered.pts) * num * 1_000_000) / den };
  }

  /** Frees everything; not while a picture is being filtered. */
  close(): void {
    this.graph.free();
  }
}

function fail(av: NodeAv): never {
  checked(av, 'set up the filters', av.AVERROR_EINVAL);
  throw new Error('unreachable');
}
