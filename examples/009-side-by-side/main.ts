import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { grid, sideBySide, WebGearRtcModule } from 'nestjs-webgear-rtc';

const left = process.env['LEFT'] ?? 'test:?size=640x360';
const right = process.env['RIGHT'] ?? 'test:?size=480x480&rate=10';

@Module({
  imports: [
    WebGearRtcModule.forRoot({
      // The grid is composed in its final size.
      streams: {
        pair: { customStream: sideBySide(left, right) },
        wall: { customStream: grid([left, right, right, left], { cellSize: [320, 180], framerate: 15 }) },
      },
    }),
  ],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(`The video is at ${await app.getUrl()}/`);
