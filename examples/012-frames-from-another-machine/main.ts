import 'reflect-metadata';
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { WebGearRtcModule } from 'nestjs-webgear-rtc';
import { FramesModule } from './frames.module.js';
import { ReceivedFrames } from './received-frames.js';

// Only holders of the token may send frames.
const token = (process.env['FRAMES_TOKEN'] ??= randomUUID());

@Module({
  imports: [FramesModule, WebGearRtcModule.forRoot({ customStream: ReceivedFrames })],
})
class AppModule {}

const app = await NestFactory.create<NestExpressApplication>(AppModule, { forceCloseConnections: true });
app.useBodyParser('raw', { type: ['image/jpeg', 'image/png', 'application/octet-stream'], limit: '8mb' });
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
const url = await app.getUrl();
console.log(`The frames are at ${url}/`);

// Simulates the other machine, unless FRAMES_FROM=elsewhere.
if (process.env['FRAMES_FROM'] !== 'elsewhere') {
  const sender = fork(fileURLToPath(new URL('sender.js', import.meta.url)), [`${url}/frames`], {
    env: { ...process.env, FRAMES_TOKEN: token },
  });
  process.once('exit', () => sender.kill());
}
