import type { FilterContext, FilterGraph, Frame } from 'node-av/lib';
import { checked } from '../ffmpeg-call.js';
import type { NodeAv } from '../load-node-av.js';

/**
 * A filter of FFmpeg and its arguments.
 *
 * A string is parsed by FFmpeg's rules, where `:`, `'` and `\` are special. Named values are taken literally: use
 * them for any text that a user wrote.
 */
export type FilterCall = readonly [name: string, options: string | Readonly<Record<string, string>>];

/** A linear filter graph for frames of one size and format. */
export class FilterChain {
  private finished = false;

  private constructor(
    private readonly av: NodeAv,
    private readonly graph: FilterGraph,
    private readonly source: FilterContext,
    private readonly sink: FilterContext,
  ) {}

  /**
   * @param like a frame of the size and format to expect
   * @param threads threads per filter that supports slices; 0 for the number of cores
   * @throws FfmpegCallError
   */
  static async open(
    av: NodeAv,
    like: Frame,
    filters: readonly FilterCall[],
    threads = 0,
  ): Promise<FilterChain> {
    const graph = new av.FilterGraph();
    graph.alloc();
    graph.nbThreads = threads;
    try {
      const input =
        `video_size=${like.width}x${like.height}:pix_fmt=${like.format}:time_base=1/1000000:` +
        `colorspace=${like.colorSpace}:range=${like.colorRange}`;
      const calls: readonly FilterCall[] = [['buffer', input], ...filters, ['buffersink', '']];
      const contexts = calls.map((call, index) => createFilter(av, graph, call, nameOf(index)));
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
   * Filters a frame, of which it takes ownership.
   *
   * @param timeUs its time in microseconds
   * @returns the next filtered frame and its time; `undefined` while a filter needs another input first
   * @throws FfmpegCallError
   */
  async push(frame: Frame, timeUs: number): Promise<{ frame: Frame; timeUs: number } | undefined> {
    try {
      frame.pts = BigInt(Math.round(timeUs));
      checked(this.av, 'filter', await this.source.buffersrcAddFrame(frame));
    } finally {
      frame.free();
    }
    return this.pull();
  }

  /**
   * Flushes the filters, one frame per call; `undefined` when none is left. Nothing can be pushed afterwards.
   *
   * @throws FfmpegCallError
   */
  async finish(): Promise<{ frame: Frame; timeUs: number } | undefined> {
    if (!this.finished) checked(this.av, 'filter', await this.source.buffersrcAddFrame(null));
    this.finished = true;
    return this.pull();
  }

  private async pull(): Promise<{ frame: Frame; timeUs: number } | undefined> {
    const { av } = this;
    const filtered = new av.Frame();
    filtered.alloc();
    try {
      const result = await this.sink.buffersinkGetFrame(filtered);
      if (result === av.AVERROR_EAGAIN || result === av.AVERROR_EOF) {
        filtered.free();
        return undefined;
      }
      checked(av, 'filter', result);
    } catch (error) {
      filtered.free();
      throw error;
    }
    // Filters that may output two frames per input use a finer time base.
    const { num, den } = this.sink.buffersinkGetTimeBase();
    return { frame: filtered, timeUs: (Number(filtered.pts) * num * 1_000_000) / den };
  }

  /**
   * Changes an option of a filter from the next frame on. Must not be called while {@link push} is pending.
   *
   * @param index position of the filter in the list the chain was opened with
   * @param value taken literally, without escaping
   * @throws FfmpegCallError when the filter does not support changing that option
   */
  change(index: number, option: string, value: string): void {
    const result = this.graph.sendCommand(nameOf(index + 1), option, value);
    if (typeof result === 'number') checked(this.av, `change ${option} of a filter`, result);
  }

  /** Frees the graph. Must not be called while {@link push} is pending. */
  close(): void {
    this.graph.free();
  }
}

/** Name of a filter in its graph; index 0 is the buffer source. */
function nameOf(index: number): string {
  return `filter${index}`;
}

function createFilter(
  av: NodeAv,
  graph: FilterGraph,
  [filterName, options]: FilterCall,
  name: string,
): FilterContext {
  const filter = av.Filter.getByName(filterName) ?? fail(av);
  if (typeof options === 'string') return graph.createFilter(filter, name, options || null) ?? fail(av);
  const context = graph.allocFilter(filter, name) ?? fail(av);
  using dictionary = av.Dictionary.fromObject({ ...options });
  checked(av, `set up ${filterName}`, context.init(dictionary.getNative()));
  return context;
}

function fail(av: NodeAv): never {
  checked(av, 'set up the filters', av.AVERROR_EINVAL);
  throw new Error('unreachable');
}
