import { mkdir, open, rename, rm, utimes, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MediaMuxer, type MuxedTracks } from '../ffmpeg/output/media-muxer.js';

/** What a crash of the process loses at most, besides what `PacketInterleaver` holds. */
const FLUSH_US = 500_000;

/** A disk that is behind by so much is too slow, and memory must not stand in for it. */
const MAX_PENDING_BYTES = 16 * 1024 * 1024;

/** A name that no other segment has, for what is not ended yet. */
export const PART_SUFFIX = '.part';

/** One file of a recording: `*.part` until it is ended. All writing happens in the background. */
export class SegmentFile {
  /** The first failure of the disk. */
  failure: Error | undefined;
  private pending: Promise<void> = Promise.resolve();
  private pendingBytes = 0;
  private flushedUs: number;
  private endUs: number;

  private constructor(
    /** Where it will be. */
    readonly path: string,
    private readonly file: FileHandle,
    readonly tracks: MuxedTracks,
  ) {
    this.flushedUs = this.endUs = tracks.video.captureTimeUs;
  }

  private muxer: MediaMuxer | undefined;

  /** @throws Error of the file system, or FfmpegCallError */
  static async create(path: string, tracks: MuxedTracks): Promise<SegmentFile> {
    await mkdir(dirname(path), { recursive: true });
    const part = path + PART_SUFFIX;
    const file = await open(part, 'wx');
    const segment = new SegmentFile(path, file, tracks);
    try {
      segment.muxer = await MediaMuxer.open(tracks, { kind: 'crash-safe' }, (bytes, position) =>
        segment.append(bytes, position),
      );
      segment.muxer.flush();
    } catch (error) {
      segment.muxer?.close();
      await file.close();
      await rm(part, { force: true });
      throw error;
    }
    return segment;
  }

  /** Bytes written, or about to be. */
  get bytes(): number {
    return this.muxer?.bytes ?? 0;
  }

  /** Capture time of its first frame. */
  get startUs(): number {
    return this.tracks.video.captureTimeUs;
  }

  /** How long it is so far, in microseconds. */
  get durationUs(): number {
    return this.endUs - this.startUs;
  }

  /** Adds a frame whose duration is known. */
  writeVideo(frame: MuxedTracks['video'], durationUs: number): void {
    this.attempt((muxer) => {
      if (frame.captureTimeUs - this.flushedUs >= FLUSH_US) {
        this.flushedUs = frame.captureTimeUs;
        muxer.flush();
      }
      muxer.writeVideo(frame, durationUs);
      this.endUs = frame.captureTimeUs + durationUs;
    });
  }

  /** Adds a packet of Opus; one without a track is left out. */
  writeAudio(packet: Parameters<MediaMuxer['writeAudio']>[0]): void {
    if (this.tracks.audioChannels === undefined) return;
    this.attempt((muxer) => muxer.writeAudio(packet));
  }

  /**
   * Ends the file and gives it its name; its time of modification is that of its last frame. After a failure of the disk it
   * stays as it is, and can be played up to there.
   */
  async end(end: Date): Promise<void> {
    this.attempt((muxer) => muxer.end());
    this.muxer?.close();
    await this.pending;
    try {
      await this.file.close();
      await rename(this.path + PART_SUFFIX, this.path);
      await utimes(this.path, end, end);
    } catch (error) {
      this.fail(error);
    }
  }

  private attempt(write: (muxer: MediaMuxer) => void): void {
    if (this.failure !== undefined || this.muxer === undefined) return;
    try {
      write(this.muxer);
    } catch (error) {
      this.fail(error);
    }
  }

  private append(bytes: Buffer, position: number): void {
    this.pendingBytes += bytes.length;
    if (this.pendingBytes > MAX_PENDING_BYTES) this.fail(new Error('the disk is too slow'));
    this.pending = this.pending.then(async () => {
      if (this.failure === undefined) await this.write(bytes, position);
      this.pendingBytes -= bytes.length;
    });
  }

  private async write(bytes: Buffer, position: number): Promise<void> {
    try {
      let written = 0;
      while (written < bytes.length) {
        const { bytesWritten } = await this.file.write(bytes, written, undefined, position + written);
        written += bytesWritten;
      }
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    this.failure ??= error instanceof Error ? error : new Error(String(error));
  }
}
