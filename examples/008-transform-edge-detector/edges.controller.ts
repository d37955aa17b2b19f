import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { WebGearRtcService, type TransformStats } from 'nestjs-webgear-rtc';
import { EdgeDetector } from './edge-detector.js';

@Controller('edges')
export class EdgesController {
  constructor(
    private readonly detector: EdgeDetector,
    private readonly video: WebGearRtcService,
  ) {}

  @Get()
  stats(): TransformStats | undefined {
    return this.video.stream().stats().transform;
  }

  @Post('toggle')
  @HttpCode(204)
  toggle(): void {
    this.detector.enabled = !this.detector.enabled;
  }
}
