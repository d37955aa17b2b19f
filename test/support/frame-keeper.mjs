// An application that takes a share in every picture, and gives it back or forgets it: `frame-keeper.mjs close|forget`.
// It ends when frames were reported as forgotten, or after so many pictures that they would have been.
import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { WebGearRtcModule, WebGearRtcService } from 'nestjs-webgear-rtc';

const PICTURES = 1200;
const [habit] = process.argv.slice(2);
const customDataLocation = mkdtempSync(join(tmpdir(), 'webgear-rtc-keeper-'));
const module = WebGearRtcModule.forRoot({ source: 'test:?size=320x240&rate=240', customDataLocation });
const app = await NestFactory.create({ module: class {}, imports: [module] }, { logger: false });
await app.init();

let reported = false;
process.on('warning', ({ code }) => {
  reported ||= code === 'WGR_FRAME_NOT_CLOSED';
});
let pictures = 0;
const watching = app
  .get(WebGearRtcService)
  .frames$()
  .subscribe((frame) => {
    const share = frame.clone();
    if (habit === 'close') share.close();
    pictures++;
  });
while (!reported && pictures < PICTURES) await sleep(50);
watching.unsubscribe();
await app.close();
rmSync(customDataLocation, { recursive: true, force: true });
