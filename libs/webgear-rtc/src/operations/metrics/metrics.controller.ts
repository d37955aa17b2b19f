import { Get, Inject, Req, Res, UseFilters } from '@nestjs/common';
import type { HttpRequest } from '../../signaling/http-request.js';
import { HttpResponder } from '../../signaling/http-responder.js';
import { SignalingErrorFilter } from '../../signaling/signaling-error.filter.js';
import { MetricsService } from './metrics.service.js';
import { negotiateFormat } from './negotiate-format.js';
import { metricsContentTypes } from './write-metrics.js';

/** The metrics of a registration, for a Prometheus server. Behind the guards, as everything else. */
@UseFilters(SignalingErrorFilter)
export class MetricsController {
  constructor(
    @Inject(MetricsService) private readonly metrics: MetricsService,
    @Inject(HttpResponder) private readonly responder: HttpResponder,
  ) {}

  /** All metrics now. Starts no stream. */
  @Get('metrics')
  read(@Req() request: HttpRequest, @Res() response: unknown): void {
    const format = negotiateFormat(request.headers.accept);
    this.responder.send(response, {
      status: 200,
      body: this.metrics.text(format),
      headers: {
        'Content-Type': metricsContentTypes[format],
        'Cache-Control': 'no-store',
      },
    });
  }
}
