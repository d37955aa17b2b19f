import { Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { Dashboard } from './dashboard.js';
import { Measurements, type Measurement } from './measurements.js';

@Controller()
class WorkController {
  constructor(private readonly measurements: Measurements) {}

  @Get('measurements')
  newest(): Measurement | undefined {
    return this.measurements.all.at(-1);
  }

  /** What an application should never do, so that there is something to see. */
  @Post('work')
  @HttpCode(204)
  work(): void {
    const endMs = performance.now() + 500;
    while (performance.now() < endMs);
  }
}

/** Knows nothing of video but the shape of a picture. */
@Module({ providers: [Measurements, Dashboard], controllers: [WorkController] })
export class DashboardModule {}
