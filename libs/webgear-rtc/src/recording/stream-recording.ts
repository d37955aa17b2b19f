import { PacketInterleaver, type RecordedPacket } from './packet-interleaver.js';
import { join } from 'node:path';
import { Subject, Subscription, type Observable } from 'rxjs';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { StreamLogger } from '../errors/throttled-error-log.js';
import type { LocalStreamEngine } from '../broadcast/local-stream-engine.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { RecordSettings } from '../options/record-options.interface.js';
import { writeClip, type Clip, type ClipRequest } from './clip.js';
import { LOOK_BACK_BYTES, LookBackBuffer } from './look-back-buffer.js';
import { recordedClip } from './recorded-clip.js';
import { SegmentFolder, type RecordedSegment } from './segment-folder.js';
import { SegmentNames } from './segment-name.js';
import { SegmentRecorder } from './segment-recorder.js';

/** What is recorded, and how. */
export interface StreamRecordingParts {
  readonly stream: LocalStreamEngine;
  /** See `StreamOptions.lookBackMs`. */
  readonly lookBackMs: number;
  /** `undefined` when nothing is written. */
  readonly record: RecordSettings | undefined;
  readonly clock: CaptureClock;
  readonly logger: StreamLogger;
}

/** Sound comes after the frames of its time, so a clip of what is to come waits for it. */
const SOUND_DELAY_MS = 300;

/** A time of which something is kept. */
export interface KeptTime {
  readonly start: Date;
  /** Duration in milliseconds. */
  readonly durationMs: number;
}

/** What is kept of one stream. Nothing runs, and no source is open for it, unless something is kept. */
export class StreamRecording {
  private readonly lookBack: LookBackBuffer | undefined;
  private readonly recorder: SegmentRecorder | undefined;
  private readonly folder: SegmentFolder | undefined;
  private readonly takers = new Set<(packet: RecordedPacket) => void>();
  private readonly segments = new Subject<RecordedSegment>();
  private feed: Subscription | undefined;
  private holds = 0;
  private starting: Promise<void> | undefined;
  private isClosed = false;

  constructor(readonly parts: StreamRecordingParts) {
    const { record, lookBackMs } = parts;
    if (lookBackMs > 0) this.lookBack = new LookBackBuffer(lookBackMs * 1000);
    if (record === undefined) return;
    this.folder = new SegmentFolder(
      join(record.directory, parts.stream.name),
      new SegmentNames(record.pattern),
    );
    this.recorder = this.createRecorder(record, this.folder);
  }

  /** Each file of the recording, when it has its name. */
  get segments$(): Observable<RecordedSegment> {
    return this.segments.asObservable();
  }

  /** Whether anything is kept without being asked for. */
  get isEnabled(): boolean {
    return this.lookBack !== undefined || this.recorder !== undefined;
  }

  /** Keeps what is sent from now on. Does nothing where nothing is to be kept. */
  start(): Promise<void> {
    this.starting ??= this.isEnabled ? this.prepareAndHold() : Promise.resolve();
    return this.starting;
  }

  /**
   * A part of the stream as a file.
   *
   * @throws WebGearRtcError `WGR_LOOK_BACK_DISABLED` when it begins in the past and nothing of that is kept;
   *   `WGR_CLIP_EMPTY` when there is no key frame in that time
   */
  async clip({ beforeMs = 10_000, afterMs = 0 }: ClipRequest): Promise<Clip> {
    const { stream, clock } = this.parts;
    const streamName = stream.name;
    if (beforeMs > 0 && !this.isEnabled) throw new WebGearRtcError('WGR_LOOK_BACK_DISABLED', { streamName });
    const startMs = this.wallTimeMs() - beforeMs;
    if (this.lookBack === undefined && beforeMs > 0) {
      await clock.sleep(afterMs === 0 ? 0 : afterMs + SOUND_DELAY_MS);
      return this.recordedClip(startMs, beforeMs + afterMs);
    }
    const nowUs = clock.nowUs();
    const packets = [...(this.lookBack?.since(nowUs - beforeMs * 1000) ?? [])];
    if (afterMs > 0) packets.push(...(await this.nextPackets(nowUs, afterMs)));
    return writeClip(packets, this.wallClockOffsetUs, streamName);
  }

  /**
   * A part of what is kept as a file: of the recording, or of memory where nothing is recorded.
   *
   * @throws WebGearRtcError `WGR_LOOK_BACK_DISABLED` when nothing is kept; `WGR_CLIP_EMPTY` when nothing was then
   */
  async recordedClip(startMs: number, durationMs: number): Promise<Clip> {
    const streamName = this.parts.stream.name;
    if (!this.isEnabled) throw new WebGearRtcError('WGR_LOOK_BACK_DISABLED', { streamName });
    if (this.recorder === undefined) return this.rememberedClip(startMs, durationMs);
    const current = this.recorder.currentSegment;
    const segments = [...(await this.list()), ...(current === undefined ? [] : [current])];
    return recordedClip({ streamName, segments, startMs, durationMs });
  }

  /** What is newer than the files of {@link list}: in the file that is being written, or else in memory. */
  get current(): KeptTime | undefined {
    if (this.recorder !== undefined) return this.recorder.currentSegment;
    const startUs = this.lookBack?.startUs;
    const endUs = this.lookBack?.endUs;
    if (startUs === undefined || endUs === undefined) return undefined;
    return {
      start: new Date((startUs + this.wallClockOffsetUs) / 1000),
      durationMs: Math.round((endUs - startUs) / 1000),
    };
  }

  /** The files of the recording, oldest first, without the one that is being written. */
  async list(): Promise<readonly RecordedSegment[]> {
    return (await this.folder?.list()) ?? [];
  }

  /** Ends the recording; resolves when it is on disk. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.starting;
    this.feed?.unsubscribe();
    this.feed = undefined;
    await this.recorder?.close();
    this.segments.complete();
  }

  private rememberedClip(startMs: number, durationMs: number): Promise<Clip> {
    const { wallClockOffsetUs } = this;
    const startUs = startMs * 1000 - wallClockOffsetUs;
    const endUs = startUs + durationMs * 1000;
    const packets = (this.lookBack?.since(startUs) ?? []).filter(
      ({ captureTimeUs }) => captureTimeUs < endUs,
    );
    const isPast = packets.every(({ captureTimeUs }) => captureTimeUs < startUs);
    return writeClip(isPast ? [] : packets, wallClockOffsetUs, this.parts.stream.name);
  }

  private get wallClockOffsetUs(): number {
    return this.parts.stream.describe().tracks[0]?.wallClockOffsetUs ?? 0;
  }

  private wallTimeMs(): number {
    return (this.parts.clock.nowUs() + this.wallClockOffsetUs) / 1000;
  }

  /** What is sent in this time; the source stays open for it. */
  private async nextPackets(fromUs: number, durationMs: number): Promise<readonly RecordedPacket[]> {
    const packets: RecordedPacket[] = [];
    let bytes = 0;
    const take = (packet: RecordedPacket): void => {
      bytes += packet.data.length;
      if (packet.captureTimeUs < fromUs + durationMs * 1000 && bytes <= LOOK_BACK_BYTES) packets.push(packet);
    };
    const release = this.hold();
    this.takers.add(take);
    await this.parts.clock.sleep(durationMs + SOUND_DELAY_MS);
    this.takers.delete(take);
    release();
    return packets;
  }

  private async prepareAndHold(): Promise<void> {
    const { record, logger, stream } = this.parts;
    try {
      await this.folder?.recover();
      await this.folder?.prune(record ?? {}, this.wallTimeMs());
    } catch (error) {
      logger.warn(`Stream "${stream.name}": ${error instanceof Error ? error.message : String(error)}.`);
    }
    if (!this.isClosed) this.hold();
  }

  private hold(): () => void {
    this.holds++;
    this.feed ??= this.subscribe();
    return () => {
      if (--this.holds > 0) return;
      this.feed?.unsubscribe();
      this.feed = undefined;
    };
  }

  /** Only what the source shows: hours of a slate are nothing to look back at. */
  private subscribe(): Subscription {
    const { stream, logger } = this.parts;
    const { codecs } = stream.describe();
    const interleaver = new PacketInterleaver((packet) => this.take(packet));
    let isLive = false;
    const feed = new Subscription();
    const onError = (error: unknown): void => {
      logger.warn(
        `Stream "${stream.name}": recording: ${error instanceof Error ? error.message : String(error)}`,
      );
    };
    feed.add(
      stream.state$.subscribe((state) => {
        if (isLive && state !== 'live') {
          interleaver.flush();
          this.recorder?.break();
        }
        isLive = state === 'live';
      }),
    );
    const next = (packet: RecordedPacket): void => {
      if (isLive) interleaver.push(packet);
    };
    feed.add(stream.encodedFrames$(codecs[0] ?? 'h264').subscribe({ next, error: onError }));
    feed.add(stream.encodedAudio$.subscribe({ next, error: onError }));
    return feed;
  }

  private take(packet: RecordedPacket): void {
    this.lookBack?.push(packet);
    this.recorder?.push(packet);
    for (const take of this.takers) take(packet);
  }

  private createRecorder(record: RecordSettings, folder: SegmentFolder): SegmentRecorder {
    const { stream, logger } = this.parts;
    return new SegmentRecorder({
      folder,
      segmentUs: record.segmentMs * 1000,
      limits: record,
      wallClockOffsetUs: this.wallClockOffsetUs,
      audioChannels: async () => (await stream.audio(0))?.channels,
      onSegment: (segment) => this.segments.next(segment),
      onPaused: (reason) => {
        if (reason === undefined) logger.log(`Stream "${stream.name}": the recording goes on.`);
        else logger.warn(`Stream "${stream.name}": the recording is paused: ${reason.message}.`);
      },
    });
  }
}
