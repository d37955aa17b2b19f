import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Backend, WebGearRtcModule } from 'nestjs-webgear-rtc';

/** The part of the screen to show, in pixels. */
const region = { left: 100, top: 100, width: 640, height: 360 };

// A server without a desktop shows a test pattern instead.
const hasScreen = process.platform !== 'linux' || Boolean(process.env['DISPLAY']);

@Module({
  imports: [
    WebGearRtcModule.forRoot({
      source: hasScreen ? 'screen:' : 'test:?size=1280x720',
      // The ffmpeg program crops the region, identically on every system.
      api: Backend.FFGear,
      sourceOptions: { '-vf': `crop=${region.width}:${region.height}:${region.left}:${region.top}` },
      frameFormat: 'yuv420p',
      framerate: 15,
    }),
  ],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(`The screen is at ${await app.getUrl()}/`);
