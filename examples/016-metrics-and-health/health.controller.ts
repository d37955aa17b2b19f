import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { HealthService, webGearRtcHealth } from 'nestjs-webgear-rtc';

@Controller('health')
export class HealthController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly video: HealthService,
  ) {}

  /** 200 while viewers are served, also worse than they should be; 503 when they are not. */
  @Get()
  @HealthCheck()
  check() {
    return this.checks.check([() => webGearRtcHealth(this.video, this.indicators.check('video'))]);
  }
}
