import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule } from 'nestjs-webgear-rtc';
import { Dashboard } from './dashboard.js';
import { DashboardModule } from './dashboard.module.js';

@Module({
  imports: [
    DashboardModule,
    // 10 frames per second suffice for numbers.
    WebGearRtcModule.forRoot({ customStream: Dashboard, framerate: 10 }),
  ],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(`The dashboard is at ${await app.getUrl()}/`);
