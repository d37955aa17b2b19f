import type { Packet, Stream } from 'node-av/lib';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { AudioCodec, AudioFormat, AudioFrame, EncodedAudioFrame } from '../../media/audio-frame.js';
import { AudioPacketFeed } from '../input/audio-packet-feed.js';
import { bestAudioStream } from '../input/best-audio-stream.js';
import type { OpenedInput } from '../input/opened-input.js';
import type { NodeAv } from '../load-node-av.js';
import { AudioStreamDecoder } from './audio-stream-decoder.js';
import { AudioTimes } from './audio-times.js';
import { encodedFramesOf, sendableCodec } from './encoded-audio-packets.js';

/** What sound is read as whose container states nothing; its frames say what they are. */
const UNKNOWN_FORMAT = { sampleRateHz: 48_000, channels: 2 };

/** After so many packets in a row that could not be decoded, the sound is given up: it is encrypted, or a variant FFmpeg lacks. */
const MAX_REFUSED = 250;

/** Reads the sound of an input, encoded where its packets can be sent as they are, else decoded. */
export class AudioReader {
  private decoder: AudioStreamDecoder | undefined;
  private refused = 0;
  private hasDecoded = false;
  private run = 0;

  constructor(
    private readonly av: NodeAv,
    private readonly label: string,
    private readonly feed: AudioPacketFeed,
    private readonly codec: AudioCodec | undefined,
  ) {}

  /** What the container states of the sound. */
  get format(): AudioFormat {
    const { sampleRate, channels } = this.feed.stream.codecpar;
    return {
      sampleRateHz: sampleRate > 0 ? sampleRate : UNKNOWN_FORMAT.sampleRateHz,
      channels: channels > 0 ? channels : UNKNOWN_FORMAT.channels,
      ...(this.codec !== undefined && { codec: this.codec }),
    };
  }

  /**
   * The sound from here on, with times on the axis of the frames. It ends with the input, or when the signal aborts; another
   * call ends the one before.
   *
   * @throws WebGearRtcError `WGR_SOURCE_UNSUPPORTED` if none of it can be decoded, or nothing any more
   */
  async *frames(signal: AbortSignal): AsyncGenerator<AudioFrame | EncodedAudioFrame> {
    const { feed } = this;
    const run = ++this.run;
    const times = new AudioTimes(this.av, feed.stream);
    this.closeDecoder();
    const queue = feed.start();
    try {
      for (;;) {
        const packet = await feed.next(queue, signal);
        if (run !== this.run || signal.aborted) {
          packet?.free();
          return;
        }
        if (packet === undefined) break;
        yield* this.framesOf(packet, times);
      }
      yield* this.decoder?.decode(null) ?? [];
    } finally {
      if (run === this.run) {
        feed.stop();
        this.closeDecoder();
      }
    }
  }

  /** Seeks to a time in microseconds. Only where the sound is read alone, and before {@link frames}. */
  seek(timeUs: number): Promise<void> {
    return this.feed.seek(timeUs);
  }

  /** Frees everything. Must not be called while a read of the input is pending. */
  close(): void {
    this.run++;
    this.feed.stop();
    this.closeDecoder();
  }

  private framesOf(packet: Packet, times: AudioTimes): readonly (AudioFrame | EncodedAudioFrame)[] {
    try {
      const { codec, feed } = this;
      const encoded = codec && encodedFramesOf(codec, feed.stream.codecpar.channels, packet, times);
      if (encoded !== undefined) return encoded;
      this.decoder ??= AudioStreamDecoder.open(this.av, feed.stream, times);
      const frames = this.decoder.decode(packet);
      this.count(frames);
      return frames;
    } finally {
      packet.free();
    }
  }

  /** Packets that cannot be decoded are skipped, unless no packet can for long. */
  private count({ length }: readonly AudioFrame[]): void {
    if (length > 0) {
      this.refused = 0;
      this.hasDecoded = true;
    } else if (++this.refused >= MAX_REFUSED) {
      this.refused = 0;
      const reason = this.hasDecoded
        ? 'its sound cannot be decoded any more'
        : 'none of its sound can be decoded';
      throw new WebGearRtcError('WGR_SOURCE_UNSUPPORTED', { source: this.label, reason });
    }
  }

  private closeDecoder(): void {
    this.decoder?.close();
    this.decoder = undefined;
  }
}

/** The reader of the sound, or why there is sound that cannot be read. */
export interface OpenedAudio {
  readonly audio?: AudioReader;
  /** Completes "its sound …". */
  readonly fault?: string;
}

/**
 * Finds the sound of an input, and checks that it can be decoded.
 *
 * @param video the stream that is read beside it; `undefined` if the sound is read alone
 */
export function openAudio(
  { av, context, demuxer, request }: OpenedInput,
  video: Stream | undefined,
  live: boolean,
): OpenedAudio {
  const { stream, fault } = bestAudioStream(av, context, video);
  if (stream === undefined) return fault === undefined ? {} : { fault };
  try {
    // Viewers are offered sound by what is known now: a decoder that does not open later would leave them with silence.
    AudioStreamDecoder.open(av, stream, new AudioTimes(av, stream)).close();
  } catch (error) {
    return { fault: `cannot be decoded: ${error instanceof Error ? error.message : String(error)}` };
  }
  const mayPull = video === undefined || !live;
  const feed = new AudioPacketFeed(av, context, demuxer, stream, video?.index, mayPull);
  return { audio: new AudioReader(av, request.label, feed, sendableCodec(av, stream)) };
}
