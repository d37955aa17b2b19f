import type { StreamState } from '../../media/stream-stats.js';
import type { HealthService } from './health.service.js';

/**
 * What a health check shows beside its status.
 *
 * @publicApi
 */
export interface HealthDetails {
  /** What is not as it should be; left out where all is well. */
  problems?: string[];
  /** Each stream and its state. */
  streams: Record<string, StreamState>;
  /** Whether viewers are served worse than they should be; only where the health check has no such status. */
  degraded?: boolean;
  /** Anything else there may be one day. */
  [detail: string]: unknown;
}

/**
 * What `HealthIndicatorService.check('video')` of `@nestjs/terminus` returns, in version 11 or 12: this library does not import
 * it.
 *
 * @publicApi
 */
export interface HealthIndicator<Up, Degraded, Down> {
  /** All is well. */
  up(details: HealthDetails): Up;
  /** Still serving, but impaired; from version 12 on. */
  degraded?(details: HealthDetails): Degraded;
  /** Not serving. */
  down(details: HealthDetails): Down;
}

/**
 * The health of a registration as `@nestjs/terminus` takes it. Where that has no status `degraded` (before version 12), it is
 * `up` with `degraded: true` among the details.
 *
 * @param health the service of the registration
 * @param indicator `HealthIndicatorService.check('video')`
 * @param streamNames which streams; all where left out
 * @throws WebGearRtcError `WGR_STREAM_UNKNOWN`
 * @example
 * this.checks.check([() => webGearRtcHealth(this.video, this.indicators.check('video'))]);
 * @publicApi
 */
export function webGearRtcHealth<Up, Degraded, Down>(
  health: Pick<HealthService, 'check'>,
  indicator: HealthIndicator<Up, Degraded, Down>,
  streamNames?: readonly string[],
): Up | Degraded | Down {
  const { status, problems, streams } = health.check(streamNames);
  const details: HealthDetails = {
    ...(problems.length > 0 && { problems: [...problems] }),
    streams: Object.fromEntries(Object.entries(streams).map(([name, { state }]) => [name, state])),
  };
  if (status === 'up') return indicator.up(details);
  if (status === 'down') return indicator.down(details);
  return indicator.degraded?.(details) ?? indicator.up({ ...details, degraded: true });
}
