import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { fileURLToPath } from 'node:url';
import { WebGearRtcModule } from 'nestjs-webgear-rtc';

@Module({
  imports: [
    WebGearRtcModule.forRoot({
      source: process.env['SOURCE'] ?? 'test:',
      path: 'live',
      mounts: [{ path: 'downloads', directory: fileURLToPath(new URL('../downloads', import.meta.url)) }],
    }),
  ],
})
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
  forceCloseConnections: true,
});
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(`The video is at ${await app.getUrl()}/live/`);
