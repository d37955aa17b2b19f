import { Controller, Get, Header } from '@nestjs/common';
import { MetricsService } from 'nestjs-webgear-rtc';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** One endpoint for the metrics of Node, of the application and of the video. */
@Controller('metrics')
export class MetricsController {
  private readonly registry = new Registry();

  constructor(video: MetricsService) {
    collectDefaultMetrics({ register: this.registry });
    video.registerMetrics(this.registry);
  }

  @Get()
  @Header('Content-Type', Registry.PROMETHEUS_CONTENT_TYPE)
  read(): Promise<string> {
    return this.registry.metrics();
  }
}
