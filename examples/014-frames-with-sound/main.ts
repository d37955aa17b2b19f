import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule } from 'nestjs-webgear-rtc';
import { Metronome } from './metronome.js';

@Module({ imports: [WebGearRtcModule.forRoot({ customStream: new Metronome() })] })
class AppModule {}

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(`The metronome is at ${await app.getUrl()}/`);
