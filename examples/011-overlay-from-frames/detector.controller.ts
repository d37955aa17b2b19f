import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { WebGearRtcService } from 'nestjs-webgear-rtc';
import { BoxPainter } from './box-painter.js';
import { Detector } from './detector.js';
import type { Box } from './moving-light.js';

@Controller('detector')
export class DetectorController {
  constructor(
    private readonly detector: Detector,
    private readonly painter: BoxPainter,
    private readonly video: WebGearRtcService,
  ) {}

  @Get()
  newest(): { box: Box | null; framesSeen: number; framesSent: number } {
    const [rendition] = this.video.stream().stats().renditions;
    return {
      box: this.painter.box ?? null,
      framesSeen: this.detector.framesSeen,
      framesSent: rendition?.framesEncoded ?? 0,
    };
  }

  /** Simulates a large model. */
  @Post('slow')
  @HttpCode(204)
  slowDown(): void {
    this.detector.extraDelayMs = 500;
  }
}
