import { Controller, HttpCode, Post, Sse, type MessageEvent } from '@nestjs/common';
import { WebGearRtcService } from 'nestjs-webgear-rtc';
import { map, type Observable } from 'rxjs';
import { LevelMeter } from './level-meter.js';

@Controller('level')
export class LevelController {
  private muted = false;

  constructor(
    private readonly meter: LevelMeter,
    private readonly video: WebGearRtcService,
  ) {}

  /** Ten events per second. */
  @Sse()
  levels(): Observable<MessageEvent> {
    return this.meter.levels$.pipe(map((level) => ({ data: { ...level, muted: this.muted } })));
  }

  /** Silence for all viewers, or no more; the meter still measures. */
  @Post('mute')
  @HttpCode(204)
  toggle(): void {
    this.muted = !this.muted;
    this.video.stream().setMuted(this.muted);
  }
}
