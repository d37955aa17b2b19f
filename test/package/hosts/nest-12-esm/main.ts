import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule, WebGearRtcService } from 'nestjs-webgear-rtc';

@Controller('state')
class StateController {
  constructor(private readonly video: WebGearRtcService) {}

  @Get()
  state(): string {
    return this.video.stats().state;
  }
}

@Module({
  imports: [
    WebGearRtcModule.forRootAsync({
      path: 'camera',
      useFactory: () => ({
        source: 'test:',
        customDataLocation: import.meta.dirname,
        udpAddress: '127.0.0.1',
      }),
    }),
  ],
  controllers: [StateController],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['warn', 'error'], forceCloseConnections: true });
app.enableShutdownHooks();
await app.listen(0, '127.0.0.1');
console.log(`Listening at ${await app.getUrl()}`);
