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

  /** Blocks the event loop, which an application should never do, to show the effect. */
  @Post('work')
  @HttpCode(204)
  work(): void {
    const endMs = performance.now() + 500;
    while (performance.now() < endMs);
  }
}

/** Depends on the video module only for the type of a frame. */
@Module({ providers: [Measurements, Dashboard], controllers: [WorkController] })
export class DashboardModule {}
