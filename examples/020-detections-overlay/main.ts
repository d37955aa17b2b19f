import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { fileURLToPath } from 'node:url';
import { WebGearRtcModule } from 'nestjs-webgear-rtc';
import { CameraControls } from './camera-controls.js';
import { SimulatedCamera } from './simulated-camera.js';

@Module({ providers: [SimulatedCamera], exports: [SimulatedCamera] })
class CameraModule {}

@Module({
  imports: [
    CameraModule,
    WebGearRtcModule.forRoot({ path: 'camera', customStream: SimulatedCamera, framerate: 25 }),
  ],
  providers: [CameraControls],
})
class AppModule {}

const app = await NestFactory.create<NestExpressApplication>(AppModule, { forceCloseConnections: true });
app.useStaticAssets(fileURLToPath(new URL('../page', import.meta.url)));
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(`The camera is at ${await app.getUrl()}/`);
