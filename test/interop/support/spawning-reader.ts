import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { SystemCaptureClock } from '../../../libs/webgear-rtc/src/media/capture-clock.js';
import { createVideoSource } from '../../../libs/webgear-rtc/src/sources/create-video-source.js';
import type { VideoSource } from '../../../libs/webgear-rtc/src/sources/video-source.interface.js';

/**
 * An application that reads sources and runs other programs meanwhile. Prints `live` when every source has given a frame,
 * `spawned` after the programs, and `closed` at its end.
 */
const [programs = '0', ...urls] = process.argv.slice(2);
const clock = new SystemCaptureClock();
const sources = urls.map((source) => createVideoSource({ source, clock }));
const readings: Promise<void>[] = [];

for (const source of sources) {
  await source.open(new AbortController().signal);
  await new Promise<void>((resolve) => readings.push(readToEnd(source, resolve)));
}
console.log('live');
for (let count = 0; count < Number(programs); count++) await once(spawn('true'), 'exit');
console.log('spawned');
await Promise.all(sources.map((source) => source.close()));
await Promise.all(readings);
console.log('closed');

async function readToEnd(source: VideoSource, onFrame: () => void): Promise<void> {
  for await (const frame of source.frames()) {
    frame.close();
    onFrame();
  }
}
