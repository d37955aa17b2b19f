import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule, WebGearRtcService } from 'nestjs-webgear-rtc';

@Controller('state')
class StateController {
  constructor(private readonly video: WebGearRtcService) {}

  @Get()
  state(): Record<string, string> {
    return { front: this.video.stream('front').state, yard: this.video.stream('yard').state };
  }
}

@Module({
  imports: [
    WebGearRtcModule.forRoot({
      path: 'cameras',
      // Applies to both streams unless one overrides it.
      bitrateBps: 1_000_000,
      streams: {
        front: { source: process.env['FRONT'] ?? 'test:?size=1280x720' },
        yard: { source: process.env['YARD'] ?? 'test:?size=640x480&rate=10', bitrateBps: 300_000 },
      },
    }),
  ],
  controllers: [StateController],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(`The cameras are at ${await app.getUrl()}/cameras/`);
