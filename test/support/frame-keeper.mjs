// An application that takes a share in every frame, and gives it back or forgets it: `frame-keeper.mjs close|forget`.
// It ends when frames were reported as forgotten, or after so many frames that they would have been.
import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule, WebGearRtcService } from 'nestjs-webgear-rtc';

const FRAMES = 1200;
const [habit] = process.argv.slice(2);
const customDataLocation = mkdtempSync(join(tmpdir(), 'webgear-rtc-keeper-'));
const module = WebGearRtcModule.forRoot({ source: 'test:bars2?size=320x240&rate=240', customDataLocation });
const app = await NestFactory.create({ module: class {}, imports: [module] }, { logger: false });
await app.init();

await new Promise((resolve) => {
  process.on('warning', ({ code }) => code === 'WGR_FRAME_NOT_CLOSED' && resolve());
  let frames = 0;
  app
    .get(WebGearRtcService)
    .frames$()
    .subscribe((frame) => {
      const share = frame.clone();
      if (habit === 'close') share.close();
      frames++;
      if (frames === FRAMES) resolve();
    });
});
await app.close();
rmSync(customDataLocation, { recursive: true, force: true });
