import type { StreamLogger } from '../../errors/throttled-error-log.js';
import type { EncodedFrame, VideoCodec, VideoEncoderSettings } from '../../media/encoded-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { HardwareEncoding } from '../../options/hardware-encoding.js';
import type { VideoEncoder } from '../video-encoder.interface.js';
import {
  reasonOf,
  type HardwareSelector,
  type SelectedHardware,
  type UnusedHardware,
} from './hardware-selector.js';

/** What is encoded, with what, and in whose name it is logged. */
export interface FallbackVideoEncoderParts {
  readonly codec: VideoCodec;
  readonly settings: VideoEncoderSettings;
  readonly encoding: HardwareEncoding;
  readonly selector: HardwareSelector;
  readonly streamName: string;
  readonly logger: Pick<StreamLogger, 'log' | 'warn'>;
  /** @throws WebGearRtcError `WGR_ENCODER_FAILED` */
  readonly openSoftware: (settings: VideoEncoderSettings) => Promise<VideoEncoder>;
}

/**
 * Encodes in hardware where that works, and goes on in software where it does not: the frame at which a device fails is
 * encoded again, as a key frame, so that viewers miss nothing.
 */
export class FallbackVideoEncoder implements VideoEncoder {
  readonly codec: VideoCodec;
  readonly settings: VideoEncoderSettings;
  private hardware: SelectedHardware | undefined;
  private software: VideoEncoder | undefined;
  /** The device that has failed, while software takes its place. */
  private failed: string | undefined;
  private bitrateBps: number;
  private busy: Promise<unknown> = Promise.resolve();
  private closed = false;

  private constructor(private readonly parts: FallbackVideoEncoderParts) {
    this.codec = parts.codec;
    this.settings = parts.settings;
    this.bitrateBps = parts.settings.bitrateBps;
  }

  /** @throws WebGearRtcError `WGR_ENCODER_FAILED` when the software encoder does not open either */
  static async open(parts: FallbackVideoEncoderParts): Promise<VideoEncoder> {
    const encoder = new FallbackVideoEncoder(parts);
    await encoder.openHardware();
    if (encoder.hardware === undefined) await encoder.openSoftware();
    return encoder;
  }

  get changesRateWhileRunning(): boolean {
    return (this.hardware?.encoder ?? this.software)?.changesRateWhileRunning !== false;
  }

  encode(frame: VideoFrame, keyFrame: boolean): Promise<EncodedFrame | undefined> {
    const encoding = this.compress(frame, keyFrame);
    this.busy = encoding.catch(() => undefined);
    return encoding;
  }

  setBitrate(bitrateBps: number): void {
    this.bitrateBps = bitrateBps;
    this.hardware?.encoder.setBitrate(bitrateBps);
    this.software?.setBitrate(bitrateBps);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.busy;
    await Promise.all([this.hardware?.encoder.close(), this.software?.close()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async compress(frame: VideoFrame, keyFrame: boolean): Promise<EncodedFrame | undefined> {
    if (this.closed) return undefined;
    if (keyFrame) await this.returnToHardware();
    const { hardware } = this;
    if (hardware === undefined) return this.software?.encode(frame, keyFrame);
    try {
      return await hardware.encoder.encode(frame, keyFrame);
    } catch (error) {
      await this.fallBack(hardware, error);
      return await this.software?.encode(frame, true);
    }
  }

  private async fallBack({ name, encoder }: SelectedHardware, error: unknown): Promise<void> {
    const { selector, settings, logger } = this.parts;
    this.hardware = undefined;
    this.failed = name;
    selector.reject(name, settings);
    logger.warn(
      `${this.subject} in software from now on: hardware encoder ${name} failed: ${reasonOf(error)}.`,
    );
    // Not waited for: it may hang, and viewers wait for the frame.
    encoder.close().catch(() => undefined);
    await this.openSoftware();
  }

  /** At a key frame, which a new encoder would begin with anyway. */
  private async returnToHardware(): Promise<void> {
    const { selector, settings } = this.parts;
    if (this.failed === undefined || !selector.mayRetry(this.failed, settings)) return;
    await this.openHardware();
    if (this.hardware === undefined) return;
    const { software } = this;
    this.software = undefined;
    await software?.close();
  }

  private async openHardware(): Promise<void> {
    const { selector, codec, encoding, logger } = this.parts;
    const unused: UnusedHardware[] = [];
    this.hardware = await selector.open(codec, encoding, this.settings, (one) => unused.push(one));
    if (this.bitrateBps !== this.settings.bitrateBps) this.hardware?.encoder.setBitrate(this.bitrateBps);
    this.failed = this.hardware === undefined ? this.failed : undefined;
    const line = this.describeChoice(unused);
    if (!selector.isNews(line)) return;
    if (this.hardware === undefined && encoding !== 'auto') logger.warn(line);
    else logger.log(line);
  }

  private describeChoice(unused: readonly UnusedHardware[]): string {
    const { encoding } = this.parts;
    const reasons =
      unused.map(({ name, reason }) => `${name} (${reason})`).join(', ') || 'not on this system';
    if (this.hardware !== undefined) return `${this.subject} by hardware encoder ${this.hardware.name}.`;
    const wanted = encoding === 'auto' ? 'no hardware encoder works' : `"${encoding}" does not work`;
    return `${this.subject} in software; ${wanted}: ${reasons}.`;
  }

  private async openSoftware(): Promise<void> {
    this.software = await this.parts.openSoftware(this.settings);
    // Not opened with it: the level that goes with a lower rate is another than viewers were promised.
    if (this.bitrateBps !== this.settings.bitrateBps) this.software.setBitrate(this.bitrateBps);
  }

  private get subject(): string {
    const { streamName, codec } = this.parts;
    return `Stream "${streamName}": ${codec} is encoded`;
  }
}
