import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule } from 'nestjs-webgear-rtc';

const location = process.env['DATA_LOCATION'];

@Module({
  imports: [
    WebGearRtcModule.forRoot({
      source: 'test:',
      path: 'camera',
      udpAddress: '127.0.0.1',
      ...(location !== undefined && { customDataLocation: location }),
    }),
  ],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['warn', 'error'], forceCloseConnections: true });
app.enableShutdownHooks();
await app.listen(0, '127.0.0.1');
console.log(`Listening at ${await app.getUrl()}`);
