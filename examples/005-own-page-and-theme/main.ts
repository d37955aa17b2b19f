import 'reflect-metadata';
import { Controller, Get, Header, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { fileURLToPath } from 'node:url';
import { TemplateService, WebGearRtcModule } from 'nestjs-webgear-rtc';

@Controller('garden/about')
class AboutController {
  constructor(private readonly templates: TemplateService) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  about(): Promise<string> {
    return this.templates.render('about.html', { animals: ['owl', 'fox', '<script> (escaped)'] });
  }
}

@Module({
  imports: [
    WebGearRtcModule.forRoot({
      source: process.env['SOURCE'] ?? 'test:',
      path: 'garden',
      // The compiled code is in dist/, the page files are next to it.
      customDataLocation: fileURLToPath(new URL('..', import.meta.url)),
      // Shows edits without a restart. For development only: it also shows errors to visitors.
      logging: process.env['EDITING'] !== undefined,
    }),
  ],
  controllers: [AboutController],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000);
console.log(`The video is at ${await app.getUrl()}/garden/`);
