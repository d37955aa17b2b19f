import { Controller, Get, Module } from '@nestjs/common';
import { WebGearRtcModule, WebGearRtcService } from 'nestjs-webgear-rtc';

@Controller('state')
export class StateController {
  constructor(private readonly video: WebGearRtcService) {}

  @Get()
  state(): string {
    return this.video.stats().state;
  }
}

@Module({
  imports: [WebGearRtcModule.forRoot({ source: 'test:', path: 'camera', customDataLocation: __dirname })],
  controllers: [StateController],
})
export class AppModule {}
