import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
app.setGlobalPrefix('api');
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(`The video is at ${await app.getUrl()}/api/camera/`);
