import { messageOf } from '../../errors/throttled-error-log.js';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { paintFrame } from '../../ffmpeg/pixels/planar-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { VideoCodec, VideoEncoderSettings } from '../../media/encoded-frame.js';
import type { HardwareEncoding } from '../../options/hardware-encoding.js';
import { CheckedHardwareEncoder } from './checked-hardware-encoder.js';
import type { HardwareCandidate, HardwareRegistry } from './hardware-registry.js';

/** How long an encoder that has failed is left alone. */
const RETRY_AFTER_US = 60_000_000;

/** What an encoder is tried with before it serves a stream: a size and rate that every one takes. */
const PROBE: VideoEncoderSettings = { width: 640, height: 360, framerate: 30, bitrateBps: 1_000_000 };

/** How many lines are remembered as logged. */
const LOGGED_LINES = 1000;

/** Samples of mid grey. */
const GREY = 128;

/** A hardware encoder that is open, and its name. */
export interface SelectedHardware {
  readonly name: string;
  readonly encoder: CheckedHardwareEncoder;
}

/** An encoder that was not used, and why. */
export interface UnusedHardware {
  readonly name: string;
  readonly reason: string;
}

/**
 * Finds a hardware encoder that works. Each is probed once per process, by encoding a frame; one that fails later is left
 * alone for a minute at the size at which it failed.
 */
export class HardwareSelector {
  private readonly probes = new Map<string, Promise<string | undefined>>();
  private readonly failedAtUs = new Map<string, number>();
  private readonly logged = new Set<string>();

  constructor(
    private readonly registry: HardwareRegistry,
    private readonly clock: CaptureClock,
  ) {}

  /**
   * Opens the first encoder that works.
   *
   * @param onUnused hears of each that was passed over
   */
  async open(
    codec: VideoCodec,
    encoding: HardwareEncoding,
    settings: VideoEncoderSettings,
    onUnused: (unused: UnusedHardware) => void,
  ): Promise<SelectedHardware | undefined> {
    for (const candidate of this.registry(codec, encoding)) {
      const { name } = candidate;
      const reason = await this.obstacleOf(candidate, settings);
      if (reason !== undefined) {
        onUnused({ name, reason });
        continue;
      }
      try {
        return { name, encoder: await CheckedHardwareEncoder.open(candidate, settings, this.clock) };
      } catch (error) {
        this.reject(name, settings);
        onUnused({ name, reason: reasonOf(error) });
      }
    }
    return undefined;
  }

  /** Whether a line is worth logging: encoders open with every first viewer, and say the same again. */
  isNews(line: string): boolean {
    if (this.logged.has(line)) return false;
    if (this.logged.size >= LOGGED_LINES) this.logged.clear();
    this.logged.add(line);
    return true;
  }

  /** Leaves an encoder alone for a minute: it has failed. */
  reject(name: string, settings: VideoEncoderSettings): void {
    this.failedAtUs.set(keyOf(name, settings), this.clock.nowUs());
  }

  /** Whether one that has failed may be tried again. */
  mayRetry(name: string, settings: VideoEncoderSettings): boolean {
    const failedAtUs = this.failedAtUs.get(keyOf(name, settings));
    return failedAtUs === undefined || this.clock.nowUs() - failedAtUs >= RETRY_AFTER_US;
  }

  private async obstacleOf(
    candidate: HardwareCandidate,
    settings: VideoEncoderSettings,
  ): Promise<string | undefined> {
    const { name } = candidate;
    let probe = this.probes.get(name);
    if (probe === undefined) {
      probe = this.probe(candidate);
      this.probes.set(name, probe);
    }
    const obstacle = await probe;
    if (obstacle !== undefined) return obstacle;
    return this.mayRetry(name, settings) ? undefined : 'it failed less than a minute ago';
  }

  /** @returns why it cannot be used; `undefined` if it can */
  private async probe(candidate: HardwareCandidate): Promise<string | undefined> {
    if (!(await candidate.isPlausible())) return 'no device';
    try {
      await using encoder = await CheckedHardwareEncoder.open(candidate, PROBE, this.clock);
      using frame = await paintFrame(PROBE.width, PROBE.height, 0, (...planes) => {
        for (const { data } of planes) data.fill(GREY);
      });
      await encoder.encode(frame, true);
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }
}

function keyOf(name: string, { width, height }: VideoEncoderSettings): string {
  return `${name} ${width}x${height}`;
}

/** Why an encoder failed, in FFmpeg's words where it was FFmpeg that failed. */
export function reasonOf(error: unknown): string {
  return messageOf(error instanceof WebGearRtcError && error.cause !== undefined ? error.cause : error);
}
