import type { RawFrameDecoder } from '../../ffmpeg/decode/raw-frame-decoder.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { ProgramSound } from '../audio/program-sound.js';
import type { VideoSourceInfo } from '../video-source.interface.js';
import type { ByteReader } from './byte-reader.js';
import type { ProcessFrames } from './process-frames.interface.js';

/** Input of {@link RawFrames}. */
export interface RawFramesParts {
  readonly info: VideoSourceInfo;
  readonly reader: ByteReader;
  /** Ownership passes to {@link RawFrames}. */
  readonly decoder: RawFrameDecoder;
  readonly clock: CaptureClock;
  /** The sound beside the frames. */
  readonly sound?: ProgramSound | undefined;
}

/** Reads uncompressed frames of one size from a pipe. */
export class RawFrames implements ProcessFrames {
  private index = 0;
  private lastUs = Number.NEGATIVE_INFINITY;

  private first: Buffer | undefined;

  constructor(private readonly parts: RawFramesParts) {}

  /** Waits for the first frame: a starting camera may have none yet. `undefined` if the stream ends before. */
  static async begun(parts: RawFramesParts): Promise<RawFrames | undefined> {
    const rawFrames = new RawFrames(parts);
    rawFrames.first = await parts.reader.read(parts.decoder.frameBytes);
    if (rawFrames.first !== undefined) return rawFrames;
    rawFrames.close();
    return undefined;
  }

  get sound(): ProgramSound | undefined {
    return this.parts.sound;
  }

  get info(): VideoSourceInfo {
    return this.parts.info;
  }

  async next(): Promise<VideoFrame | undefined> {
    const { reader, decoder, info } = this.parts;
    const { frameBytes } = decoder;
    let bytes = this.first ?? (await reader.read(frameBytes));
    this.first = undefined;
    // A late reader needs the newest frame, not the queue. Only complete frames are skipped.
    while (info.live && bytes !== undefined && reader.has(frameBytes)) {
      bytes = await reader.read(frameBytes);
      this.index++;
    }
    return bytes === undefined ? undefined : decoder.decode(bytes, this.captureTimeUs());
  }

  close(): void {
    this.parts.decoder.close();
  }

  private captureTimeUs(): number {
    const { info, clock, sound } = this.parts;
    const mediaTimeUs = Math.round((this.index++ * 1_000_000) / info.framerate);
    const nowUs = clock.nowUs();
    sound?.frameArrived(mediaTimeUs, nowUs);
    if (!info.live) return mediaTimeUs;
    this.lastUs = Math.max(this.lastUs + 1, nowUs);
    return this.lastUs;
  }
}
