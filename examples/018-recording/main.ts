import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule } from 'nestjs-webgear-rtc';
import { AlarmController } from './alarm.controller.js';

const hour = 3_600_000;

@Module({
  imports: [
    WebGearRtcModule.forRoot({
      source: process.env['SOURCE'] ?? 'test:?size=640x360&rate=25',
      // Half a minute in memory for clips, and a day on disk in files of ten minutes.
      lookBackMs: 30_000,
      record: { directory: process.env['RECORDINGS'] ?? 'recordings', keepForMs: 24 * hour },
    }),
  ],
  controllers: [AlarmController],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
// A file that is being written gets its end when the server stops.
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(`The camera is at ${await app.getUrl()}/`);
