import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { VideoStreamRegistry, type RegisteredStream } from '../../broadcast/video-stream-registry.js';
import { LoopDelay } from '../loop-delay.js';
import { DropRatio } from './drop-ratio.js';
import { reportHealth, type HealthReport } from './health-report.js';

/**
 * Whether the streams of a registration are well, for health checks of the application.
 *
 * @publicApi
 */
@Injectable()
export class HealthService implements OnModuleDestroy {
  private readonly loopDelay = new LoopDelay();
  private readonly drops = new Map<string, DropRatio>();

  /** @internal */
  constructor(@Inject(VideoStreamRegistry) private readonly streams: VideoStreamRegistry) {}

  /**
   * The health now. Starts no stream: one without viewers and without `keepWarm` is `idle`, whatever its camera does.
   *
   * @param streamNames which streams; all where left out
   * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
   */
  check(streamNames?: readonly string[]): HealthReport {
    const streams = streamNames?.map((name) => this.streams.get(name)) ?? this.streams.list();
    return reportHealth(
      streams.map((stream) => {
        const { streamName, state } = stream.stats();
        return { streamName, state, dropRatio: this.dropRatioOf(stream) };
      }),
      this.loopDelay.p99Seconds,
    );
  }

  /** @internal */
  onModuleDestroy(): void {
    this.loopDelay[Symbol.dispose]();
  }

  private dropRatioOf(stream: RegisteredStream): number {
    const known = new Set(this.streams.list().map(({ name }) => name));
    for (const name of this.drops.keys()) if (!known.has(name)) this.drops.delete(name);
    const drops = this.drops.get(stream.name) ?? new DropRatio();
    this.drops.set(stream.name, drops);
    const { framesCaptured, framesDropped } = stream.stats();
    // What an encoder leaves out for a lower frame rate is meant to be.
    const late = stream.totals().renditions.map((rendition) => ({
      passed: rendition.framesEncoded,
      dropped: rendition.framesDropped - rendition.framesLeftOut,
    }));
    return drops.measure([
      { passed: framesCaptured - framesDropped, dropped: framesDropped },
      {
        passed: late.reduce((sum, { passed }) => sum + passed, 0),
        dropped: late.reduce((sum, { dropped }) => sum + dropped, 0),
      },
    ]);
  }
}
