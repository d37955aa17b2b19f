import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { FrameMoment } from '../media/video-frame.js';
import type { RtpClock } from '../rtp/rtp-clock.js';
import { TokenBucket } from '../rtp/token-bucket.js';

/** Longest message, in bytes of its JSON text. */
export const METADATA_LIMIT_BYTES = 16_384;

/** More would be more than one for each frame of a camera. */
const MESSAGES_PER_SECOND = 30;

/** Frames arrive unevenly: two that are close together are both sent. */
const BURST = 2;

/** One message, as it is sent: a JSON text. */
export type MetadataMessage = string;

/** Receives the messages of a stream. */
export interface MetadataReader {
  /** Takes a message. The newest alone has to be kept. */
  onMessage(message: MetadataMessage): void;
  /** No message follows. */
  onEnd(): void;
}

/** What a channel works with. */
export interface MetadataChannelParts {
  readonly streamName: string;
  readonly clock: CaptureClock;
  /** The clock of the video, the same for all viewers and all renditions of the stream. */
  readonly rtpClock: Pick<RtpClock, 'timestamp' | 'wallClockOffsetUs'>;
}

/** The metadata of one stream: takes values with the frame they belong to, and sends them to its readers. */
export class MetadataChannel {
  private readonly readers = new Set<MetadataReader>();
  private readonly budget = new TokenBucket(BURST, MESSAGES_PER_SECOND);
  private readonly closing = new AbortController();
  private pending: MetadataMessage | undefined;
  private isWaiting = false;

  constructor(private readonly parts: MetadataChannelParts) {}

  /** Number of readers. */
  get readerCount(): number {
    return this.readers.size;
  }

  /** Whether its stream has ended. */
  get isClosed(): boolean {
    return this.closing.signal.aborted;
  }

  /** Sends messages to a reader from now on; the returned function ends that. */
  read(reader: MetadataReader): () => void {
    if (this.isClosed) {
      reader.onEnd();
      return () => undefined;
    }
    this.readers.add(reader);
    return () => void this.readers.delete(reader);
  }

  /**
   * Sends a value with the RTP timestamp of a frame. Above the rate, a newer value replaces one that waits.
   *
   * @param moment the frame; without it, the one that is captured next
   * @returns whether there is a reader; without one, nothing is done with the value
   * @throws WebGearRtcError `WGR_METADATA_INVALID`, `WGR_METADATA_TOO_LARGE`
   */
  publish(value: unknown, moment?: FrameMoment): boolean {
    if (this.readers.size === 0) return false;
    this.pending = this.messageOf(value, this.captureTimeUs(moment));
    this.flush();
    return true;
  }

  /** Ends all readers. A second call does nothing. */
  close(): void {
    if (this.isClosed) return;
    this.closing.abort();
    this.pending = undefined;
    for (const reader of this.readers) reader.onEnd();
    this.readers.clear();
  }

  private flush(): void {
    const { pending } = this;
    if (pending === undefined || this.isWaiting) return;
    if (!this.budget.take(this.parts.clock.nowUs())) {
      void this.flushLater();
      return;
    }
    this.pending = undefined;
    for (const reader of this.readers) reader.onMessage(pending);
  }

  private async flushLater(): Promise<void> {
    this.isWaiting = true;
    await this.parts.clock.sleep(1000 / MESSAGES_PER_SECOND, this.closing.signal);
    this.isWaiting = false;
    this.flush();
  }

  private messageOf(value: unknown, captureTimeUs: number): MetadataMessage {
    const { rtpClock } = this.parts;
    const text = this.serialized(value);
    const sizeBytes = Buffer.byteLength(text);
    if (sizeBytes > METADATA_LIMIT_BYTES) {
      throw new WebGearRtcError('WGR_METADATA_TOO_LARGE', { sizeBytes, limitBytes: METADATA_LIMIT_BYTES });
    }
    const rtpTimestamp = rtpClock.timestamp(captureTimeUs);
    const captureTimeMs = Math.round((captureTimeUs + rtpClock.wallClockOffsetUs) / 1000);
    return `{"rtpTimestamp":${rtpTimestamp},"captureTimeMs":${captureTimeMs},"value":${text}}`;
  }

  private serialized(value: unknown): string {
    const { streamName } = this.parts;
    let text: string | undefined;
    try {
      text = JSON.stringify(value) as string | undefined;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new WebGearRtcError('WGR_METADATA_INVALID', { streamName, reason }, { cause });
    }
    if (text !== undefined) return text;
    throw new WebGearRtcError('WGR_METADATA_INVALID', { streamName, reason: `it is ${typeof value}` });
  }

  private captureTimeUs(moment: FrameMoment | undefined): number {
    const { clock, rtpClock, streamName } = this.parts;
    if (moment === undefined) return clock.nowUs();
    const { captureTimeUs, frame, captureTime } = moment as {
      captureTimeUs?: unknown;
      frame?: { captureTimeUs?: unknown };
      captureTime?: unknown;
    };
    const wallClockMs = captureTime instanceof Date ? captureTime.getTime() : captureTime;
    const timeUs =
      typeof wallClockMs === 'number'
        ? wallClockMs * 1000 - rtpClock.wallClockOffsetUs
        : (captureTimeUs ?? frame?.captureTimeUs);
    if (typeof timeUs === 'number' && Number.isFinite(timeUs) && timeUs >= 0) return timeUs;
    const reason = 'its frame has no captureTimeUs';
    throw new WebGearRtcError('WGR_METADATA_INVALID', { streamName, reason });
  }
}
