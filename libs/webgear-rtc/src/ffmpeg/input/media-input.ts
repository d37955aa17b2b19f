import type { FormatContext } from 'node-av/lib';
import { isEncoded, type EncodedFrame } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { bestVideoStream, noVideoStream } from './best-video-stream.js';
import { addressInProcess, causeOf, unlessRelayFailed } from '../relay/relayed-input.js';
import type { ByteRelay } from '../relay/byte-source.js';
import { DecodedReader } from '../decode/decoded-reader.js';
import { displayedSize } from '../filter/displayed-size.js';
import { checked } from '../ffmpeg-call.js';
import { InputInterrupter } from './input-interrupter.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import {
  endsWithConnection,
  isEndless,
  isImage,
  isMultipart,
  isSegmented,
  mayEnd,
  readerOf,
  shortenProbe,
  probeWithImageTimeout,
} from './http-container.js';
import { toMediaInputError } from './media-input-error.js';
import type { MediaInputRequest } from './media-input-request.js';
import { OpenDeadline } from './open-deadline.js';
import { PacketFeed } from './packet-feed.js';
import { EncodedReader } from '../passthrough/encoded-reader.js';
import { passthroughCodecOf } from '../passthrough/coded-video.js';
import { passthroughIneligibility } from '../passthrough/passthrough-eligibility.js';
import { acquireConnect } from './blocking-read-semaphore.js';

/** An opened FFmpeg input, of which the best video stream is read, decoded or encoded. */
export class MediaInput {
  private pending: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly av: NodeAv,
    private readonly request: MediaInputRequest,
    /** Whether frames arrive at their own pace. */
    readonly live: boolean,
    /** Whether the input has no regular end, so that reaching one is a failure. */
    readonly endless: boolean,
    private readonly context: FormatContext,
    private readonly interrupter: InputInterrupter,
    private readonly feed: PacketFeed,
    private readonly reader: DecodedReader | EncodedReader,
    private readonly relay: ByteRelay | undefined,
    /** Frames up to this time are skipped: seeking ends at a key frame, which may be seconds earlier. */
    private readonly shownUs: number,
  ) {}

  /**
   * Connects, finds the video stream and opens its reader.
   *
   * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes; `WGR_SOURCE_STOPPED` when the signal aborts
   */
  static async open(request: MediaInputRequest, signal: AbortSignal): Promise<MediaInput> {
    const endTurn = mayBeSilent(request) ? await acquireConnect(signal) : undefined;
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
    const relay = request.relay?.();
    const interrupter = new InputInterrupter(context, request.namedPipe, relay);
    const interrupt = () => interrupter.interrupt();
    // FFmpeg's timeouts differ by protocol and some protocols have none, so one limit is kept here.
    const deadline = new OpenDeadline(context, request.openTimeoutMs, () => {
      timedOut = true;
      interrupt();
    });
    signal.addEventListener('abort', interrupt, { once: true });
    // An interrupted probe may report success, but every later read of that context would fail.
    const checkInterrupted = () => {
      signal.throwIfAborted();
      if (timedOut) checked(av, 'open', av.AVERROR_EXIT);
    };
    try {
      return await MediaInput.connect(av, context, interrupter, request, relay, checkInterrupted);
    } catch (error) {
      const cause = await causeOf(error, relay);
      await Promise.all([context.closeInput(), relay?.close()]);
      if (signal.aborted)
        throw new WebGearRtcError('WGR_SOURCE_STOPPED', { source: request.label }, { cause: error });
      if (timedOut) {
        const reason = `no frame within ${request.openTimeoutMs} ms`;
        throw new WebGearRtcError(
          'WGR_SOURCE_UNREACHABLE',
          { source: request.label, reason },
          { cause: error },
        );
      }
      throw toMediaInputError(av, request.label, cause);
    } finally {
      interrupter.settle();
      deadline.clear();
      signal.removeEventListener('abort', interrupt);
    }
  }

  private static async connect(
    av: NodeAv,
    context: FormatContext,
    interrupter: InputInterrupter,
    request: MediaInputRequest,
    relay: ByteRelay | undefined,
    checkInterrupted: () => void,
  ): Promise<MediaInput> {
    const { label: source } = request;
    const format = request.format === undefined ? null : av.InputFormat.findInputFormat(request.format);
    if (request.format !== undefined && format === null) {
      const reason = `this build of FFmpeg has no "${request.format}"`;
      throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source, reason });
    }
    const address = await addressInProcess(request, relay);
    checkInterrupted();
    using options = av.Dictionary.fromObject(address.options);
    if (request.playlist !== undefined) context.pb = readerOf(av, request.playlist);
    checked(av, 'open', await context.openInput(address.url, format, options));
    checkInterrupted();
    if (request.live !== false && request.fullProbe !== true) shortenProbe(av, context);
    // Asked while FFmpeg probes, since the viewer waits for both.
    if (context.duration === av.AV_NOPTS_VALUE && mayEnd(context)) void request.contentLength?.();
    await probeWithImageTimeout(context, interrupter, request, async () => {
      checked(av, 'probe', await context.findStreamInfo(null));
      checkInterrupted();
    });
    const stream = bestVideoStream(av, context);
    if (stream === undefined) throw noVideoStream(av, context, source);
    // Multipart with a type FFmpeg does not know: it found the boundary, but no frame behind it.
    if (isMultipart(context) && stream.codecpar.width === 0) checked(av, 'probe', av.AVERROR_INVALIDDATA);
    // Joined between two key frames: the size is needed for signaling, and known at the next key frame.
    const isLive = request.live !== false && request.fullProbe !== true;
    if (isLive && stream.codecpar.width === 0) throw new WebGearRtcError('WGR_SOURCE_NO_VIDEO', { source });
    for (const other of context.streams) if (other.index !== stream.index) other.discard = av.AVDISCARD_ALL;
    const endless = request.live === 'probe' ? await isEndless(av, context, request) : request.live;
    checkInterrupted();
    const live = endless && !(request.live === 'probe' && isSegmented(context));
    const waiting = { label: source, interrupt: () => interrupter.interrupt() };
    const feed = new PacketFeed(av, context, stream, mayBeSilent(request) ? waiting : undefined);
    try {
      const reader = openPassthrough(av, feed, live, request) ?? (await DecodedReader.open(av, feed, live));
      const { startAfterUs } = request;
      const seeked = startAfterUs !== undefined && !endless && (await feed.seek(startAfterUs));
      const shownUs = seeked ? startAfterUs : Number.NEGATIVE_INFINITY;
      return new MediaInput(av, request, live, endless, context, interrupter, feed, reader, relay, shownUs);
    } catch (error) {
      feed.close();
      throw error;
    }
  }

  /** Display width: upright, with square pixels, as the container states it. */
  get width(): number {
    return displayedSize(this.av, this.feed.stream).width;
  }

  /** Display height: upright, with square pixels, as the container states it. */
  get height(): number {
    return displayedSize(this.av, this.feed.stream).height;
  }

  /** Nominal frames per second; 30 if the container states none. */
  get framerate(): number {
    return this.feed.framerate;
  }

  /** Whether frames carry timestamps; otherwise times are counted at the nominal rate. */
  get stamped(): boolean {
    return ((this.context.iformat?.flags ?? 0) & this.av.AVFMT_NOTIMESTAMPS) === 0;
  }

  /** Whether timestamps may jump: FFmpeg flags formats whose concatenated parts keep their own. */
  get timestampsMayJump(): boolean {
    return ((this.context.iformat?.flags ?? 0) & this.av.AVFMT_TS_DISCONT) !== 0;
  }

  /** Video packets received, decodable or not. */
  get packetsRead(): number {
    return this.feed.packetsRead;
  }

  /** Whether the input is one image, or a sequence of image files, rather than a video. */
  get isImage(): boolean {
    return isImage(this.context);
  }

  /** Whether to call {@link readEncoded} instead of {@link read}: a stream that is eligible for passthrough. */
  get isReadEncoded(): boolean {
    return this.reader instanceof EncodedReader;
  }

  /** What is required of decoders, if passthrough is possible from the first key frame on. */
  get passthrough(): EncodedReader['format'] {
    return this.reader instanceof EncodedReader ? this.reader.format : undefined;
  }

  /**
   * The next frame, owned by the caller; `undefined` at the end. Calls must not overlap.
   *
   * Its capture time is its place in the source in microseconds, from an arbitrary start.
   *
   * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes
   */
  read(): Promise<VideoFrame | undefined> {
    const { reader } = this;
    return this.next(async () =>
      reader instanceof DecodedReader ? this.newFrame(() => reader.next()) : undefined,
    );
  }

  /**
   * Like {@link read}, if {@link isReadEncoded}: the next frame encoded, or decoded while passthrough is not
   * possible.
   *
   * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes
   */
  readEncoded(): Promise<EncodedFrame | VideoFrame | undefined> {
    const { reader } = this;
    return this.next(async () =>
      reader instanceof EncodedReader ? this.newFrame(() => reader.next()) : undefined,
    );
  }

  /** Frees everything; a pending read resolves with `undefined`. A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.free();
    return this.closing;
  }

  /** Encoded frames are never skipped: others depend on them. */
  private async newFrame<Captured extends EncodedFrame | VideoFrame>(
    next: () => Promise<Captured | undefined>,
  ): Promise<Captured | undefined> {
    for (;;) {
      const frame = await next();
      if (frame === undefined || isEncoded(frame) || frame.captureTimeUs > this.shownUs) return frame;
      frame.close();
      if (this.closing !== undefined) return undefined;
    }
  }

  private next<Captured>(read: () => Promise<Captured | undefined>): Promise<Captured | undefined> {
    if (this.closing !== undefined) return Promise.resolve(undefined);
    const reading = unlessRelayFailed(read(), this.relay).catch(async (error: unknown) => {
      // Closing interrupts a blocked read, which then fails: the end, not a fault.
      if (this.closing !== undefined || (await endsWithConnection(error, this.request))) return undefined;
      throw toMediaInputError(this.av, this.request.label, error, true);
    });
    this.pending = reading.catch(() => undefined);
    return reading;
  }

  private async free(): Promise<void> {
    this.interrupter.interrupt();
    // Another thread uses the native contexts until the read returns.
    await this.pending;
    this.interrupter.settle();
    this.reader.close();
    this.feed.close();
    await Promise.all([this.context.closeInput(), this.relay?.close()]);
  }
}

/** @throws WebGearRtcError `WGR_SOURCE_UNSUPPORTED` when passthrough is forced and impossible */
function openPassthrough(
  av: NodeAv,
  feed: PacketFeed,
  live: boolean,
  { passthrough = 'never', passthroughCodecs = ['h264'], label: source }: MediaInputRequest,
): EncodedReader | undefined {
  if (passthrough === 'never') return undefined;
  const refuse = (reason: string): never => {
    const rule = `passthrough: 'always' is not possible, since ${reason}`;
    throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source, reason: rule });
  };
  const isForced = passthrough === 'always';
  const obstacle = passthroughIneligibility(av, feed.stream, passthroughCodecs, isForced);
  if (obstacle !== undefined) return isForced ? refuse(obstacle) : undefined;
  const codec = passthroughCodecOf(av, feed.stream.codecpar.codecId) ?? 'h264';
  const reader = EncodedReader.open(codec, { av, feed, live, refuse: isForced ? refuse : undefined });
  const { ineligibility } = reader;
  if (ineligibility === undefined || !isForced) return reader;
  reader.close();
  return refuse(ineligibility);
}

/** Whether reads may block a thread for long: files never do. */
function mayBeSilent({ live, namedPipe }: MediaInputRequest): boolean {
  return live !== false || namedPipe !== undefined;
}
