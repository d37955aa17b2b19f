import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule } from 'nestjs-webgear-rtc';

@Module({ imports: [WebGearRtcModule.forRoot({ source: process.env['SOURCE'] ?? 'test:' })] })
class AppModule {}

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
// Without it Ctrl+C kills the process before the sessions are closed, and viewers wait for a timeout.
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(`The video is at ${await app.getUrl()}/`);
