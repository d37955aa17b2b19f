import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule } from 'nestjs-webgear-rtc';
import { LevelController } from './level.controller.js';
import { LevelMeter } from './level-meter.js';

@Module({
  imports: [WebGearRtcModule.forRoot({ source: process.env['SOURCE'] ?? 'test:' })],
  providers: [LevelMeter],
  controllers: [LevelController],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(`The video is at ${await app.getUrl()}/, the level of its sound at ${await app.getUrl()}/level`);
