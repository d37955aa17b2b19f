import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PushSource, type FrameSource, type FrameInput } from 'nestjs-webgear-rtc';
import type { Browser } from 'playwright-core';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { expectRealTime, expectTrueColours } from './support/playback.js';
import { drawBgrTestFrame } from './support/test-frame.js';
import { Viewer } from './support/viewer.js';

const settings = { width: 640, height: 360, framerate: 30, seconds: 100 };

/** Draws, as OpenCV would, a frame that tells the time it was drawn at. */
function drawNow(startMs: number): FrameInput {
  const { width, height, framerate, seconds } = settings;
  const frameNumber = Math.floor(((performance.now() - startMs) / 1000) * framerate) % (framerate * seconds);
  return { data: drawBgrTestFrame(width, height, frameNumber), width, height, format: 'bgr24' };
}

class DrawnSource implements FrameSource {
  running = 0;
  private readonly startMs = performance.now();

  start(): void {
    this.running += 1;
  }

  read(): FrameInput {
    return drawNow(this.startMs);
  }

  stop(): void {
    this.running -= 1;
  }
}

describe('frames of the user on the page', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  }, 30_000);

  afterAll(() => browser?.close());

  test('have their colours, move in real time, and are made while a viewer watches', async () => {
    const source = new DrawnSource();
    await using host = await HostApp.start({ customStream: source, frameSizeReduction: 20, idleStopMs: 100 });
    expect(source.running).toBe(0);
    {
      await using viewer = await Viewer.open(browser, host.url);
      await viewer.waitForFrame();
      await expectTrueColours(viewer);
      expectRealTime(await viewer.watch(3000), settings);
      expect(await viewer.videoSize()).toEqual({ width: 512, height: 288 });
      expect(source.running).toBe(1);
      expect(viewer.errors).toEqual([]);
    }
    await eventually(
      () => source.running,
      (running) => running === 0,
      20_000,
    );
  }, 60_000);

  test('are seen by who comes after the only one was pushed', async () => {
    const source = new PushSource();
    await using host = await HostApp.start({ customStream: source });
    await using first = await Viewer.open(browser, host.url);
    await eventually(
      () => source.watched,
      (watched) => watched,
      10_000,
    );
    source.push(drawNow(performance.now()));
    await first.waitForFrame();
    await using second = await Viewer.open(browser, host.url);
    await second.waitForFrame();
    await expectTrueColours(second);
  }, 60_000);
});
