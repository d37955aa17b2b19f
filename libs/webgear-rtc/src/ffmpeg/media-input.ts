import type { FormatContext, Frame, Packet, Stream } from 'node-av/lib';
import type { VideoFrame } from '../frames/video-frame.interface.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import { uprightFilters } from './display-rotation.js';
import { checked } from './ffmpeg-call.js';
import { loadNodeAv, type NodeAv } from './load-node-av.js';
import { toMediaInputError } from './media-input-error.js';
import type { MediaInputRequest } from './media-input-request.interface.js';
import { NativeVideoFrame } from './native-video-frame.js';
import { PictureCorrector } from './picture-corrector.js';
import { threadPoolSize } from './thread-pool-size.js';
import { Turns } from './turns.js';
import { VideoDecoder } from './video-decoder.js';

/**
 * An address that answers to nothing holds one of the few threads on which this process also reads its files and
 * encodes: some of them are left to the rest.
 */
const turnsToConnect = new Turns(Math.max(1, threadPoolSize() - 2));

/** One opened FFmpeg input, of which the best video stream is decoded. */
export class MediaInput {
  private pending: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | undefined;
  private drained = false;
  private lastTimeUs = 0;
  private readonly corrector: PictureCorrector;

  private constructor(
    private readonly av: NodeAv,
    private readonly request: MediaInputRequest,
    /** Whether the pictures come at their own pace. */
    readonly live: boolean,
    /** Whether it has no end of its own: one that it comes to all the same is a failure. */
    readonly endless: boolean,
    private readonly context: FormatContext,
    private readonly stream: Stream,
    private readonly decoder: VideoDecoder,
    private readonly packet: Packet,
  ) {
    this.corrector = new PictureCorrector(av);
  }

  /**
   * Connects, finds the video stream and opens its decoder.
   *
   * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes; `WGR_SOURCE_STOPPED` when the signal aborts
   */
  static async open(request: MediaInputRequest, signal: AbortSignal): Promise<MediaInput> {
    const endTurn = request.live === false ? undefined : await turnsToConnect.take(signal);
    try {
      return await MediaInput.openNow(request, signal);
    } finally {
      endTurn?.();
    }
  }

  private static async openNow(request: MediaInputRequest, signal: AbortSignal): Promise<MediaInput> {
    const av = await loadNodeAv();
    const context = new av.FormatContext();
    context.allocContext();
    let timedOut = false;
    const interrupt = () => context.interrupt();
    // FFmpeg's own time-outs differ by protocol and some have none, so the limit is kept here, for all alike.
    const deadline = setTimeout(() => {
      timedOut = true;
      interrupt();
    }, request.openTimeoutMs);
    signal.addEventListener('abort', interrupt, { once: true });
    // An interrupted probe may still call itself a success, but every later read of that context would fail.
    const checkInterrupted = () => {
      signal.throwIfAborted();
      if (timedOut) checked(av, 'open', av.AVERROR_EXIT);
    };
    try {
      return await MediaInput.connect(av, context, request, checkInterrupted);
    } catch (error) {
      await context.closeInput();
      if (signal.aborted)
        throw new WebGearRtcError('WGR_SOURCE_STOPPED', { source: request.label }, { cause: error });
      if (timedOut) {
        const reason = `no picture within ${request.openTimeoutMs} ms`;
        throw new WebGearRtcError(
          'WGR_SOURCE_UNREACHABLE',
          { source: request.label, reason },
          { cause: error },
        );
      }
      throw toMediaInputError(av, request.label, error);
    } finally {
      clearTimeout(deadline);
      signal.removeEventListener('abort', interrupt);
    }
  }

  private static async connect(
    av: NodeAv,
    context: FormatContext,
    request: MediaInputRequest,
    checkInterrupted: () => void,
  ): Promise<MediaInput> {
    const { label: source } = request;
    const format = request.format === undefined ? null : av.InputFormat.findInputFormat(request.format);
    if (request.format !== undefined && format === null) {
      const reason = `this build of FFmpeg has no "${request.format}"`;
      throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source, reason });
    }
    checkInterrupted();
    using options = av.Dictionary.fromObject({ ...request.options });
    checked(av, 'open', await context.openInput(request.url, format, options));
    checkInterrupted();
    checked(av, 'probe', await context.findStreamInfo(null));
    checkInterrupted();
    const index = context.findBestStream(av.AVMEDIA_TYPE_VIDEO);
    const stream = index < 0 ? undefined : context.streams[index];
    // A song's cover counts as a video stream in FFmpeg; it is not one to anybody else.
    if (stream === undefined || (stream.disposition & av.AV_DISPOSITION_ATTACHED_PIC) !== 0) {
      throw new WebGearRtcError('WGR_SOURCE_NO_VIDEO', { source });
    }
    for (const other of context.streams) if (other.index !== stream.index) other.discard = av.AVDISCARD_ALL;
    const endless = request.live === 'probe' ? hasNoLength(av, context) : request.live;
    const live = endless && !(request.live === 'probe' && isSegmented(context));
    const decoder = await VideoDecoder.open(av, stream, live);
    const packet = new av.Packet();
    packet.alloc();
    return new MediaInput(av, request, live, endless, context, stream, decoder, packet);
  }

  /** Width of the pictures in pixels once they stand upright, by what the container has. */
  get width(): number {
    const { width, height } = this.stream.codecpar;
    return this.isTurned ? height : width;
  }

  /** Height of the pictures in pixels once they stand upright, by what the container has. */
  get height(): number {
    const { width, height } = this.stream.codecpar;
    return this.isTurned ? width : height;
  }

  private get isTurned(): boolean {
    const matrix = this.stream.codecpar.getCodedSideData(this.av.AV_PKT_DATA_DISPLAYMATRIX);
    return matrix !== null && uprightFilters(matrix).some(([name]) => name === 'transpose');
  }

  /** Nominal frames per second; 30 when the container does not say. */
  get framerate(): number {
    for (const { num, den } of [this.stream.avgFrameRate, this.stream.rFrameRate]) {
      const framerate = den === 0 ? 0 : num / den;
      if (framerate > 0 && framerate <= 1000) return framerate;
    }
    return 30;
  }

  /**
   * The next picture, owned by the caller; `undefined` at the end. Calls must not overlap.
   *
   * Its capture time is its place in the source in microseconds, from an arbitrary start.
   *
   * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes
   */
  read(): Promise<VideoFrame | undefined> {
    if (this.closing !== undefined) return Promise.resolve(undefined);
    const reading = this.decodeNext().catch((error: unknown) => {
      // Closing interrupts a blocked read, which then fails: that is an end, not a fault.
      if (this.closing !== undefined) return undefined;
      throw toMediaInputError(this.av, this.request.label, error);
    });
    this.pending = reading.catch(() => undefined);
    return reading;
  }

  /** Frees everything; a read under way ends with `undefined`. A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.free();
    return this.closing;
  }

  private async free(): Promise<void> {
    this.context.interrupt();
    // The native contexts are in use on another thread until the read comes back.
    await this.pending;
    this.packet.free();
    this.decoder.close();
    this.corrector.close();
    await this.context.closeInput();
  }

  private async decodeNext(): Promise<VideoFrame | undefined> {
    for (;;) {
      const frame = await this.decoder.receive();
      if (frame !== undefined) {
        const picture = await this.toVideoFrame(frame);
        if (picture === undefined) continue;
        return picture;
      }
      if (this.drained || this.closing !== undefined) return undefined;
      await this.feed();
    }
  }

  private async feed(): Promise<void> {
    const result = await this.context.readFrame(this.packet);
    if (result === this.av.AVERROR_EAGAIN) return;
    if (result === this.av.AVERROR_EOF) {
      this.drained = true;
      await this.decoder.send(null);
      return;
    }
    checked(this.av, 'read', result);
    try {
      if (this.packet.streamIndex === this.stream.index) await this.decoder.send(this.packet);
    } finally {
      this.packet.unref();
    }
  }

  private async toVideoFrame(decoded: Frame): Promise<VideoFrame | undefined> {
    const { num, den } = this.stream.timeBase;
    const ticks = decoded.bestEffortTimestamp;
    this.lastTimeUs =
      ticks === this.av.AV_NOPTS_VALUE
        ? this.lastTimeUs + 1_000_000 / this.framerate
        : (Number(ticks) * num * 1_000_000) / den;
    const corrected = await this.corrector.correct(decoded, this.formatOf(decoded), this.lastTimeUs);
    if (corrected === undefined) return undefined;
    const { frame, timeUs } = corrected;
    return new NativeVideoFrame(frame, this.formatOf(frame), Math.round(timeUs));
  }

  private formatOf(frame: Frame): string {
    const { av } = this;
    return av.avGetPixFmtName(frame.format as Parameters<NodeAv['avGetPixFmtName']>[0]) ?? 'unknown';
  }
}

/** Over HTTP a recording says how long it is. */
function hasNoLength(av: NodeAv, context: FormatContext): boolean {
  return context.duration === av.AV_NOPTS_VALUE || context.duration <= 0n;
}

/** HLS and DASH come in bursts of seconds, which only pacing makes smooth. */
function isSegmented(context: FormatContext): boolean {
  return /hls|dash/.test(context.iformat?.name ?? '');
}
