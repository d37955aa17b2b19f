import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule, WebGearRtcService } from 'nestjs-webgear-rtc';

@Module({
  imports: [
    WebGearRtcModule.forRoot({
      path: 'camera',
      streams: { front: { source: 'test:' } },
      customDataLocation: __dirname,
      isGlobal: true,
    }),
  ],
})
class AppModule {}

const logger: 'error'[] = ['error'];

async function run(): Promise<void> {
  // What seed scripts and commands do.
  const context = await NestFactory.createApplicationContext(AppModule, { logger });
  console.log(`context ${context.get(WebGearRtcService, { strict: false }).stats('front').state}`);
  await context.close();

  // A transport that carries nothing.
  const strategy = { listen: (listening: () => void) => listening(), close: () => {}, on: () => {} };
  const service = await NestFactory.createMicroservice(AppModule, { strategy: strategy as never, logger });
  await service.listen();
  console.log(`microservice ${service.get(WebGearRtcService, { strict: false }).stats('front').state}`);
  await service.close();
}

void run();
