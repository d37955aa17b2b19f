import { isEncoded, type EncodedFrame } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { openAudio, type AudioReader } from '../audio/audio-reader.js';
import { DecodedReader } from '../decode/decoded-reader.js';
import { displayedSize } from '../filter/displayed-size.js';
import { checked } from '../ffmpeg-call.js';
import type { NodeAv } from '../load-node-av.js';
import { EncodedReader } from '../passthrough/encoded-reader.js';
import { passthroughCodecOf } from '../passthrough/coded-video.js';
import { passthroughIneligibility } from '../passthrough/passthrough-eligibility.js';
import { bestVideoStream, noVideoStream } from './best-video-stream.js';
import { isImage, isMultipart } from './http-container.js';
import type { MediaInputRequest } from './media-input-request.js';
import { OpenedInput } from './opened-input.js';
import { PacketFeed } from './packet-feed.js';

/** An opened FFmpeg input, of which the best video stream is read, decoded or encoded, and the sound beside it. */
export class MediaInput {
  /** Whether frames carry timestamps; otherwise times are counted at the nominal rate. */
  readonly stamped: boolean;
  /** Whether timestamps may jump: FFmpeg flags formats whose concatenated parts keep their own. */
  readonly timestampsMayJump: boolean;

  private constructor(
    private readonly input: OpenedInput,
    /** Whether frames arrive at their own pace. */
    readonly live: boolean,
    /** Whether the input has no regular end, so that reaching one is a failure. */
    readonly endless: boolean,
    private readonly feed: PacketFeed,
    private readonly reader: DecodedReader | EncodedReader,
    /** Frames up to this time are skipped: seeking ends at a key frame, which may be seconds earlier. */
    private readonly shownUs: number,
    /** Its sound; `undefined` without. */
    readonly audio: AudioReader | undefined,
    /** Why it has sound that is not read, to complete "its sound …". */
    readonly audioFault: string | undefined,
  ) {
    // Asked for each frame, and a call of FFmpeg.
    const flags = input.context.iformat?.flags ?? 0;
    this.stamped = (flags & input.av.AVFMT_NOTIMESTAMPS) === 0;
    this.timestampsMayJump = (flags & input.av.AVFMT_TS_DISCONT) !== 0;
  }

  /**
   * Connects, finds the video stream and opens its reader.
   *
   * @throws WebGearRtcError one of the `WGR_SOURCE_…` codes; `WGR_SOURCE_STOPPED` when the signal aborts
   */
  static open(request: MediaInputRequest, signal: AbortSignal): Promise<MediaInput> {
    return OpenedInput.open(request, signal, (input) => MediaInput.prepare(input));
  }

  private static async prepare(input: OpenedInput): Promise<MediaInput> {
    const { av, context, request, demuxer } = input;
    const { label: source } = request;
    const stream = bestVideoStream(av, context);
    if (stream === undefined) throw noVideoStream(av, context, source);
    // Multipart with a type FFmpeg does not know: it found the boundary, but no frame behind it.
    if (isMultipart(context) && stream.codecpar.width === 0) checked(av, 'probe', av.AVERROR_INVALIDDATA);
    // Joined between two key frames: the size is needed for signaling, and known at the next key frame.
    const isLive = request.live !== false && request.fullProbe !== true;
    if (isLive && stream.codecpar.width === 0) throw new WebGearRtcError('WGR_SOURCE_NO_VIDEO', { source });
    for (const other of context.streams) if (other.index !== stream.index) other.discard = av.AVDISCARD_ALL;
    const { live, endless } = await input.pace();
    const feed = new PacketFeed(av, context, stream, demuxer);
    try {
      const reader = openPassthrough(av, feed, live, request) ?? (await DecodedReader.open(av, feed, live));
      const { startAfterUs } = request;
      const seeked = startAfterUs !== undefined && !endless && (await feed.seek(startAfterUs));
      const shownUs = seeked ? startAfterUs : Number.NEGATIVE_INFINITY;
      const { audio, fault } = openAudio(input, stream, live);
      return new MediaInput(input, live, endless, feed, reader, shownUs, audio, fault);
    } catch (error) {
      feed.close();
      throw error;
    }
  }

  /** Display width: upright, with square pixels, as the container states it. */
  get width(): number {
    return displayedSize(this.input.av, this.feed.stream).width;
  }

  /** Display height: upright, with square pixels, as the container states it. */
  get height(): number {
    return displayedSize(this.input.av, this.feed.stream).height;
  }

  /** Nominal frames per second; 30 if the container states none. */
  get framerate(): number {
    return this.feed.framerate;
  }

  /** Video packets received, decodable or not. */
  get packetsRead(): number {
    return this.feed.packetsRead;
  }

  /** Whether the input is one image, or a sequence of image files, rather than a video. */
  get isImage(): boolean {
    return isImage(this.input.context);
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
    return this.input.reading(async () =>
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
    return this.input.reading(async () =>
      reader instanceof EncodedReader ? this.newFrame(() => reader.next()) : undefined,
    );
  }

  /** Frees everything; a pending read resolves with `undefined`. A second call waits for the first. */
  close(): Promise<void> {
    return this.input.close(() => {
      this.reader.close();
      this.feed.close();
      this.audio?.close();
    });
  }

  /** Encoded frames are never skipped: others depend on them. */
  private async newFrame<Captured extends EncodedFrame | VideoFrame>(
    next: () => Promise<Captured | undefined>,
  ): Promise<Captured | undefined> {
    for (;;) {
      const frame = await next();
      if (frame === undefined || isEncoded(frame) || frame.captureTimeUs > this.shownUs) return frame;
      frame.close();
      if (this.input.isClosing) return undefined;
    }
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
