import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { findOnPath } from '../../tools/executables.mjs';
import { postOffer } from '../support/post-offer.js';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { makeTestMedia, type TestMedia } from './support/test-media.js';
import { cornerSpots, numberBand, numberBits } from './support/test-frame.js';
import { Viewer } from './support/viewer.js';

/** As {@link expectTrueColours} has it for video. */
const colourTolerance = 12;

/** What an `<img>` shows now. */
interface SeenImage {
  readonly width: number;
  readonly frameNumber: number;
  readonly colours: readonly (readonly number[])[];
}

describe('a stream without WebRTC', () => {
  let media: TestMedia;
  let browser: Browser;
  let host: HostApp;
  let page: Page;

  beforeAll(async () => {
    // Passthrough for WebRTC, decoded for viewers without it.
    const encoderOptions = { profile: 'baseline', bf: '0' };
    media = await makeTestMedia({ width: 640, height: 360, framerate: 30, seconds: 4, encoderOptions });
    browser = await launchChromium();
    host = await HostApp.start({ source: media.path, loop: true, frameSizeReduction: 0, idleStopMs: 0 });
    page = await browser.newPage();
    // Any page of the server that shows no video.
    await page.goto(`${host.url}no-such-page`);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await host?.[Symbol.asyncDispose]();
    media?.[Symbol.dispose]();
  });

  async function showImage(file: string): Promise<void> {
    await page.evaluate((address) => {
      const image = document.createElement('img');
      image.src = address;
      document.body.replaceChildren(image);
      return new Promise<void>((resolve, reject) => {
        image.addEventListener('load', () => resolve(), { once: true });
        image.addEventListener('error', () => reject(new Error('There is no image.')), { once: true });
        setTimeout(() => reject(new Error('No image within 10 s.')), 10_000);
      });
    }, host.url + file);
  }

  function seen(): Promise<SeenImage> {
    return page.evaluate(
      ({ spots, bits, middle }) => {
        const image = document.querySelector('img');
        const canvas = document.createElement('canvas');
        const context = canvas.getContext('2d');
        if (image === null || context === null) throw new Error('There is nothing to look at.');
        [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
        context.drawImage(image, 0, 0);
        const at = (x: number, y: number): number[] =>
          Array.from(context.getImageData(x * canvas.width, y * canvas.height, 1, 1).data).slice(0, 3);
        const number = Array.from({ length: bits }, (_, bit) => at((bit + 0.5) / bits, middle)[0] ?? 0);
        return {
          width: canvas.width,
          frameNumber: number.reduce((sum, sample) => sum * 2 + (sample > 127 ? 1 : 0), 0),
          colours: spots.map(({ x, y }) => at(x, y)),
        };
      },
      { spots: cornerSpots, bits: numberBits, middle: (numberBand.top + numberBand.bottom) / 2 },
    );
  }

  function expectTrueColours({ colours }: SeenImage): void {
    const off = cornerSpots.map(({ colour }, spot) =>
      Math.max(...colour.map((channel, index) => Math.abs(channel - (colours[spot]?.[index] ?? Number.NaN)))),
    );
    expect(Math.max(...off)).toBeLessThanOrEqual(colourTolerance);
  }

  test('moves in an <img>, in true colours, while WebRTC viewers get what the source compressed', async () => {
    await using viewer = await Viewer.open(browser, host.url);
    await viewer.waitForFrame();
    await showImage('stream.mjpeg');
    const first = await seen();
    expect(first.width).toBe(640);
    expectTrueColours(first);
    const numbers = new Set<number>();
    await eventually(
      async () => numbers.add((await seen()).frameNumber).size,
      (count) => count >= 10,
      10_000,
    );
    await viewer.waitForFrame();
    const { renditions, jpeg } = host.service.stats();
    expect(renditions).toMatchObject([{ passthrough: true, encodersOpened: 0, peers: 1 }]);
    expect(jpeg.readers).toBe(1);
  }, 40_000);

  test('is over for the server when the page is left', async () => {
    await page.evaluate(() => document.body.replaceChildren());
    await page.goto(`${host.url}no-such-page`);
    const { jpeg } = await eventually(
      () => host.service.stats(),
      ({ state }) => state === 'idle',
      10_000,
    );
    expect(jpeg.readers).toBe(0);
  }, 20_000);

  test('serves the current frame', async () => {
    // Keeps the file running between the two, which would otherwise restart.
    const watching = host.service.frames$().subscribe();
    await showImage('snapshot.jpg');
    const before = await seen();
    expectTrueColours(before);
    await showImage('snapshot.jpg?again');
    expect((await seen()).frameNumber).not.toBe(before.frameNumber);
    watching.unsubscribe();
  }, 20_000);

  test('is read by ffmpeg, each image complete and different', async () => {
    const program = process.env['FFMPEG_PATH'] ?? findOnPath('ffmpeg') ?? 'ffmpeg';
    const args = `-v error -xerror -f mpjpeg -i ${host.url}stream.mjpeg -frames:v 8 -f framemd5 pipe:1`;
    const { stdout, stderr } = await promisify(execFile)(program, args.split(' '), { timeout: 20_000 });
    expect(stderr).toBe('');
    const sums = [...stdout.matchAll(/, *([0-9a-f]{32})$/gm)].map(([, sum]) => sum);
    expect(new Set(sums).size).toBe(8);
  }, 30_000);
});

test('a server in the mode mjpeg refuses offers, opens no port, and its page shows MJPEG', async () => {
  await using host = await HostApp.start({
    source: 'test:bars2?size=320x240',
    frameSizeReduction: 0,
    mode: 'mjpeg',
  });
  await expect(postOffer(host.url, 'v=0\r\n')).rejects.toThrow(/422.*WGR_SDP_UNSUPPORTED/);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(host.url);
    const shown = '[data-state="live"][data-transport="mjpeg"]';
    await page.waitForSelector(`webgear-player${shown}`, { timeout: 15_000 });
    await page.close();
    // Neither does it need a script.
    const plain = await browser.newPage({ javaScriptEnabled: false });
    await plain.goto(host.url, { waitUntil: 'commit' });
    await eventually(
      () => plain.evaluate(() => document.images[0]?.naturalWidth),
      (width) => width === 320,
      15_000,
    );
  } finally {
    await browser.close();
  }
  expect(process.getActiveResourcesInfo()).not.toContain('UDPWrap');
}, 30_000);
