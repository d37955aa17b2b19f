import type { EncodedFrame } from '../media/encoded-frame.js';
import { containerOf, formOf } from '../ffmpeg/output/muxed-codecs.js';
import { isVideo, type RecordedPacket } from './packet-interleaver.js';
import { PART_SUFFIX, SegmentFile } from './segment-file.js';
import type { RecordedSegment, SegmentFolder, SegmentLimits } from './segment-folder.js';
import { VideoDurations } from './video-durations.js';

/** After a failure of the disk: long enough not to wear it, short enough to go on soon after it was mended. */
const RETRY_US = 10_000_000;

/** More than this waits for a file to be created only where the disk stands still. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

/** What a recorder needs. */
export interface SegmentRecorderParts {
  readonly folder: SegmentFolder;
  /** A segment ends at the first key frame after this time, in microseconds. */
  readonly segmentUs: number;
  readonly limits: SegmentLimits;
  /** What to add to a capture time for microseconds since 1970. */
  readonly wallClockOffsetUs: number;
  /** Channels of the sound; `undefined` where there is none. Asked once for each segment. */
  readonly audioChannels: () => Promise<1 | 2 | undefined>;
  /** A segment has its name. */
  readonly onSegment: (segment: RecordedSegment) => void;
  /** Nothing is written from now on, or it is again. */
  readonly onPaused: (reason: Error | undefined) => void;
}

/** Writes packets into segments. They come in the order of their capture times. */
export class SegmentRecorder {
  private readonly waiting: (RecordedPacket | 'break')[] = [];
  private waitingBytes = 0;
  private draining: Promise<void> | undefined;
  private segment: SegmentFile | undefined;
  private durations: VideoDurations | undefined;
  private isPaused = false;
  private retryUs = -Infinity;

  constructor(private readonly parts: SegmentRecorderParts) {}

  /** The file that is being written, which can be read as far as it is. */
  get currentSegment(): RecordedSegment | undefined {
    const { segment } = this;
    if (segment === undefined) return undefined;
    return {
      start: this.wallTime(segment.startUs),
      durationMs: Math.round(segment.durationUs / 1000),
      bytes: segment.bytes,
      path: segment.path + PART_SUFFIX,
    };
  }

  /** Takes a packet. */
  push(packet: RecordedPacket): void {
    // A disk that stands still gets no more of it: what is lost is a gap in the recording.
    if (this.waitingBytes > MAX_WAITING_BYTES) return;
    this.waitingBytes += packet.data.length;
    this.enqueue(packet);
  }

  /** What follows does not continue what was: the segment ends. */
  break(): void {
    this.enqueue('break');
  }

  /** Ends the segment, and resolves when it is on disk. */
  async close(): Promise<void> {
    this.break();
    await this.draining;
  }

  private enqueue(item: RecordedPacket | 'break'): void {
    this.waiting.push(item);
    this.draining ??= this.drain().finally(() => (this.draining = undefined));
  }

  private async drain(): Promise<void> {
    for (let item = this.waiting.shift(); item !== undefined; item = this.waiting.shift()) {
      if (item === 'break') {
        await this.endSegment();
        continue;
      }
      this.waitingBytes -= item.data.length;
      await this.write(item);
    }
  }

  private async write(packet: RecordedPacket): Promise<void> {
    if (isVideo(packet) && packet.keyFrame && this.needsSegment(packet)) {
      await this.endSegment();
      if (packet.captureTimeUs >= this.retryUs) await this.beginSegment(packet);
    }
    const { segment } = this;
    if (segment === undefined) return;
    if (isVideo(packet)) this.durations?.push(packet);
    else if (packet.captureTimeUs >= segment.startUs) segment.writeAudio(packet);
    if (segment.failure !== undefined) await this.pause(segment.failure, packet.captureTimeUs);
  }

  private needsSegment(keyFrame: EncodedFrame): boolean {
    const { segment } = this;
    if (segment === undefined) return true;
    if (keyFrame.captureTimeUs - segment.startUs >= this.parts.segmentUs) return true;
    return formOf(segment.tracks.video) !== formOf(keyFrame);
  }

  private async beginSegment(video: EncodedFrame): Promise<void> {
    const { folder, audioChannels } = this.parts;
    try {
      const path = await folder.pathFor(this.wallTime(video.captureTimeUs), containerOf(video.codec));
      const segment = await SegmentFile.create(path, { video, audioChannels: await audioChannels() });
      this.segment = segment;
      this.durations = new VideoDurations((frame, durationUs) => segment.writeVideo(frame, durationUs));
      if (this.isPaused) this.parts.onPaused(undefined);
      this.isPaused = false;
    } catch (error) {
      await this.pause(error instanceof Error ? error : new Error(String(error)), video.captureTimeUs);
    }
  }

  private async endSegment(): Promise<void> {
    const { segment, durations } = this;
    if (segment === undefined) return;
    this.segment = this.durations = undefined;
    durations?.end();
    const end = this.wallTime(segment.startUs + segment.durationUs);
    await segment.end(end);
    const { folder, limits, onSegment } = this.parts;
    if (segment.failure === undefined) {
      const start = this.wallTime(segment.startUs);
      const durationMs = end.getTime() - start.getTime();
      onSegment({ start, durationMs, bytes: segment.bytes, path: segment.path });
    }
    await folder.prune(limits, end.getTime()).catch(() => undefined);
  }

  private async pause(reason: Error, nowUs: number): Promise<void> {
    this.retryUs = nowUs + RETRY_US;
    await this.endSegment();
    if (!this.isPaused) this.parts.onPaused(reason);
    this.isPaused = true;
  }

  private wallTime(captureTimeUs: number): Date {
    return new Date(Math.round((captureTimeUs + this.parts.wallClockOffsetUs) / 1000));
  }
}
