import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule } from 'nestjs-webgear-rtc';
import { PendulumSource } from './pendulum-source.js';
import { PendulumModule } from './pendulum.module.js';

@Module({
  imports: [
    PendulumModule,
    // The class is sufficient: the module resolves its instance from the application's providers.
    WebGearRtcModule.forRoot({ customStream: PendulumSource, framerate: 30 }),
  ],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(`The pendulum is at ${await app.getUrl()}/`);
