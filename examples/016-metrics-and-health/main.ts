import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { WebGearRtcModule } from 'nestjs-webgear-rtc';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';

@Module({
  imports: [
    TerminusModule,
    WebGearRtcModule.forRoot({
      path: 'camera',
      source: process.env['SOURCE'] ?? 'test:',
      // Without viewers a stream is idle, and nothing is known of its camera.
      keepWarm: true,
      // Metrics of the module alone, at /camera/metrics.
      metrics: true,
    }),
  ],
  controllers: [HealthController, MetricsController],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
const url = await app.getUrl();
console.log(`The video is at ${url}/camera/, metrics are at ${url}/metrics, the health is at ${url}/health`);
