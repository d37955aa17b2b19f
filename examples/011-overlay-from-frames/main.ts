import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule } from 'nestjs-webgear-rtc';
import { BoxPainter } from './box-painter.js';
import { DetectorController } from './detector.controller.js';
import { Detector } from './detector.js';
import { NightYard } from './night-yard.js';

const source = process.env['SOURCE'];

@Module({ providers: [BoxPainter], exports: [BoxPainter] })
class PaintingModule {}

@Module({
  imports: [
    PaintingModule,
    WebGearRtcModule.forRootAsync({
      imports: [PaintingModule],
      inject: [BoxPainter],
      useFactory: ({ transform }: BoxPainter) => ({
        ...(source === undefined ? { customStream: new NightYard() } : { source }),
        framerate: 25,
        transform,
        overlay: 'nothing moves',
      }),
    }),
  ],
  providers: [Detector],
  controllers: [DetectorController],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(`The yard is at ${await app.getUrl()}/`);
