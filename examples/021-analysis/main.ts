import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule } from 'nestjs-webgear-rtc';
import { DetectionsController } from './detections.controller.js';
import { Detector } from './detector.js';

@Module({
  imports: [
    WebGearRtcModule.forRoot({
      source: process.env['SOURCE'] ?? 'test:',
      // What the model takes.
      analysis: { width: 64, height: 36, format: 'gray' },
    }),
  ],
  providers: [Detector],
  controllers: [DetectionsController],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(
  `The video is at ${await app.getUrl()}/, what the model sees at ${await app.getUrl()}/detections`,
);
