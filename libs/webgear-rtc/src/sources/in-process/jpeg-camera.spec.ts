import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCanvas } from '@napi-rs/canvas';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { createVideoSource } from '../create-video-source.js';
import type { VideoSource } from '../video-source.interface.js';

const clock = new SystemCaptureClock();

/** A camera that sends eight JPEGs per second over HTTP, without timestamps. */
describe('a camera that sends JPEGs over HTTP', () => {
  let camera: Server;
  let source: VideoSource;

  beforeEach(async () => {
    const jpeg = createCanvas(320, 240).toBuffer('image/jpeg');
    camera = createServer(async (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=frame' });
      while (!response.destroyed) {
        response.write(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`);
        response.write(jpeg);
        response.write('\r\n');
        // A camera of 8 frames per second, read by FFmpeg on the true clock.
        await clock.sleep(125);
      }
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => camera.once('listening', resolve));
    source = createVideoSource({
      source: `http://127.0.0.1:${(camera.address() as AddressInfo).port}/video`,
      clock,
    });
  });

  afterEach(async () => {
    await source.close();
    camera.closeAllConnections();
    await new Promise((resolve) => camera.close(resolve));
  });

  it('is live, and uses arrival times as capture times', async () => {
    expect(await source.open(new AbortController().signal)).toMatchObject({
      width: 320,
      height: 240,
      live: true,
    });
    expect(source.reconnects).toBe(true);
    const agesMs: number[] = [];
    for await (const frame of source.frames()) {
      agesMs.push((clock.nowUs() - frame.captureTimeUs) / 1000);
      frame.close();
      if (agesMs.length === 16) break;
    }
    expect(Math.max(...agesMs)).toBeLessThan(50);
  });
});
