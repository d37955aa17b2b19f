import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { WebGearRtcModule } from 'nestjs-webgear-rtc';

@Controller('birds')
class BirdsController {
  @Get()
  birds(): string[] {
    return [];
  }
}

@Module({
  imports: [
    WebGearRtcModule.forRoot({ path: 'camera', source: 'test:', customDataLocation: __dirname }),
    WebGearRtcModule.forRoot({
      path: 'cameras',
      streams: { front: { source: 'test:' }, yard: { source: 'test:' } },
      customDataLocation: __dirname,
    }),
  ],
  controllers: [BirdsController],
})
class AppModule {}

/** Prints the paths of the application's OpenAPI document. */
async function run(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error'] });
  app.setGlobalPrefix('api');
  await app.init();
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
  console.log(JSON.stringify(Object.keys(document.paths)));
  await app.close();
}

void run();
