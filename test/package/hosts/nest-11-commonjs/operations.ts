import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HealthCheck, HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { HealthService, MetricsService, WebGearRtcModule, webGearRtcHealth } from 'nestjs-webgear-rtc';
import { register } from 'prom-client';

@Controller('health')
class HealthController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly video: HealthService,
  ) {}

  @Get()
  @HealthCheck()
  check() {
    return this.checks.check([() => webGearRtcHealth(this.video, this.indicators.check('video'))]);
  }
}

@Module({
  imports: [
    TerminusModule,
    WebGearRtcModule.forRoot({ path: 'camera', source: 'test:', dataFiles: 'package' }),
  ],
  controllers: [HealthController],
})
class AppModule {
  constructor(video: MetricsService) {
    video.registerMetrics(register);
  }
}

/** Prints the health of the video, and one of its metrics. */
async function run(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  const health = await fetch(`${await app.getUrl()}/health`);
  const { details } = (await health.json()) as { readonly details: unknown };
  const [metric] = (await register.metrics()).match(/^webgear_rtc_stream_state.*idle.*$/m) ?? [];
  console.log(JSON.stringify([health.status, details, metric]));
  await app.close();
}

void run();
