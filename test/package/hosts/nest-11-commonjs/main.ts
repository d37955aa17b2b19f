import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule, WebGearRtcService } from 'nestjs-webgear-rtc';

@Controller('state')
class StateController {
  // By its type alone, as Nest applications inject: the class must be the same for `import` and `require()`.
  constructor(private readonly video: WebGearRtcService) {}

  @Get()
  state(): string {
    return this.video.stats().state;
  }
}

@Module({
  imports: [
    WebGearRtcModule.forRoot({
      source: 'test:',
      path: 'camera',
      customDataLocation: __dirname,
      udpAddress: '127.0.0.1',
      mounts: [{ path: 'compiled', directory: __dirname }],
    }),
  ],
  controllers: [StateController],
})
class AppModule {}

async function start(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['warn', 'error'], forceCloseConnections: true });
  app.enableShutdownHooks();
  await app.listen(0, '127.0.0.1');
  console.log(`Listening at ${await app.getUrl()}`);
}

void start();
