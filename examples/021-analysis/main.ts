import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { fileURLToPath } from 'node:url';
import { WebGearRtcModule } from 'nestjs-webgear-rtc';
import { DetectionsController } from './detections.controller.js';
import { Detector } from './detector.js';

@Module({
  imports: [
    WebGearRtcModule.forRoot({
      path: 'camera',
      source: process.env['SOURCE'] ?? 'test:',
      // What the model takes.
      analysis: { width: 64, height: 36, format: 'gray' },
    }),
  ],
  providers: [Detector],
  controllers: [DetectionsController],
})
class AppModule {}

const app = await NestFactory.create<NestExpressApplication>(AppModule, { forceCloseConnections: true });
app.useStaticAssets(fileURLToPath(new URL('../page', import.meta.url)));
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(
  `The video is at ${await app.getUrl()}/, what the model sees at ${await app.getUrl()}/detections`,
);
