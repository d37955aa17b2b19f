import { H264StreamInspector, type H264AccessUnit } from '../../bitstream/h264-stream-inspector.js';
import type { EncodedFrame } from '../../media/encoded-frame.js';
import { ElementaryStreamDecoder } from '../../ffmpeg/decode/elementary-stream-decoder.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { FrameSize, VideoFrame } from '../../media/video-frame.js';
import type { ProcessFrames } from '../child-process/process-frames.interface.js';
import type { VideoSourceInfo } from '../video-source.interface.js';
import type { AccessUnits } from './access-units.js';

/** A camera that sends no IDR frame for this many access units is decoded. */
const MAX_UNITS_WITHOUT_IDR = 120;

/** Properties of the camera's stream. */
export interface H264PassthroughReaderParts extends FrameSize {
  readonly units: AccessUnits;
  readonly clock: CaptureClock;
  readonly framerate: number;
}

/** Access units of a camera that encodes H.264: encoded, or decoded while passthrough is not possible. */
export class H264PassthroughReader implements ProcessFrames {
  private readonly inspector = new H264StreamInspector();
  private decoder: ElementaryStreamDecoder | undefined;
  private lastUs = Number.NEGATIVE_INFINITY;
  private isPassingThrough = false;
  private unitsWithoutIdr = 0;
  private first: EncodedFrame | VideoFrame | undefined;
  private passthrough: VideoSourceInfo['passthrough'];

  private constructor(private readonly parts: H264PassthroughReaderParts) {}

  /**
   * Waits for the first frame.
   *
   * @returns `undefined` if the stream ends before
   */
  static async open(parts: H264PassthroughReaderParts): Promise<H264PassthroughReader | undefined> {
    const passthrough = new H264PassthroughReader(parts);
    try {
      passthrough.first = await passthrough.nextEncoded();
    } catch (error) {
      passthrough.close();
      throw error;
    }
    if (passthrough.first !== undefined) return passthrough;
    passthrough.close();
    return undefined;
  }

  get info(): VideoSourceInfo {
    const { passthrough } = this;
    const { width, height, framerate } = this.parts;
    return { width, height, framerate, live: true, ...(passthrough && { passthrough }) };
  }

  next(): Promise<VideoFrame | undefined> {
    return Promise.resolve(undefined);
  }

  async nextEncoded(): Promise<EncodedFrame | VideoFrame | undefined> {
    const { first } = this;
    this.first = undefined;
    if (first !== undefined) return first;
    for (;;) {
      const accessUnit = await this.parts.units.next();
      if (accessUnit === undefined) return undefined;
      this.lastUs = Math.max(this.lastUs + 1, this.parts.clock.nowUs());
      const unit = this.inspector.inspect(Buffer.from(accessUnit));
      const frame = this.passes(unit) ? this.toFrame(unit) : await this.decode(accessUnit, unit);
      if (frame !== undefined) return frame;
    }
  }

  close(): void {
    if (this.first !== undefined && 'close' in this.first) this.first.close();
    this.first = undefined;
    this.decoder?.close();
    this.decoder = undefined;
  }

  private passes(unit: H264AccessUnit | undefined): unit is H264AccessUnit {
    return unit !== undefined && unit.ineligibility === undefined && (this.isPassingThrough || unit.keyFrame);
  }

  private toFrame({ keyFrame, data, sps }: H264AccessUnit): EncodedFrame {
    this.decoder?.close();
    this.decoder = undefined;
    this.isPassingThrough = true;
    this.unitsWithoutIdr = 0;
    this.passthrough = sps && { profile: sps.profile, levelIdc: sps.levelIdc };
    const { width, height } = sps ?? this.parts;
    return { codec: 'h264', keyFrame, captureTimeUs: this.lastUs, width, height, data };
  }

  /** @returns `undefined` while the decoder needs more input, or an IDR frame may follow */
  private async decode(
    accessUnit: Buffer,
    unit: H264AccessUnit | undefined,
  ): Promise<VideoFrame | undefined> {
    if (unit === undefined && this.isPassingThrough) return undefined;
    this.isPassingThrough = false;
    this.unitsWithoutIdr++;
    const isIneligible = unit?.sps !== undefined && unit.ineligibility !== undefined;
    const hasNoIdr = unit?.isEntryPoint === true || this.unitsWithoutIdr > MAX_UNITS_WITHOUT_IDR;
    if (this.decoder === undefined && !isIneligible && !hasNoIdr) return undefined;
    this.passthrough = undefined;
    this.decoder ??= await ElementaryStreamDecoder.open();
    return this.decoder.decode(unit?.data ?? accessUnit, this.lastUs);
  }
}
