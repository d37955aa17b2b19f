import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule } from 'nestjs-webgear-rtc';
import { EdgeDetector } from './edge-detector.js';
import { EdgesController } from './edges.controller.js';

@Module({ providers: [EdgeDetector], exports: [EdgeDetector] })
class EdgeDetectorModule {}

@Module({
  imports: [
    EdgeDetectorModule,
    WebGearRtcModule.forRootAsync({
      imports: [EdgeDetectorModule],
      inject: [EdgeDetector],
      useFactory: ({ transform }: EdgeDetector) => ({
        source: process.env['SOURCE'] ?? 'test:',
        transform,
        // A quarter of the samples of `rgba`, and sufficient for edges.
        transformFormat: 'gray' as const,
      }),
    }),
  ],
  controllers: [EdgesController],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(`The edges are at ${await app.getUrl()}/`);
