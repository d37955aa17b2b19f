import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  WebGearRtcControl,
  type ControlContext,
  type FrameInput,
  type FrameSource,
} from 'nestjs-webgear-rtc';
import type { Browser } from 'playwright-core';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { PlayerPage } from './support/player-page.js';
import { drawBgrTestFrame, numberBits } from './support/test-frame.js';

const [width, height] = [640, 360];

/** Where the box of a frame is: eight places, far enough apart to be told from each other. */
const boxLeft = (number: number): number => (1 + (number % 8)) / 10;

/** Frames that have their number drawn into them, and tell it beside. */
class NumberedFrames implements FrameSource {
  private number = 0;

  read(): FrameInput {
    const number = this.number++ % 2 ** numberBits;
    const box = { x: boxLeft(number), y: 0.65, w: 0.05, h: 0.2, label: 'box', score: 0.5, colour: '#ff00ff' };
    const data = drawBgrTestFrame(width, height, number);
    return { data, width, height, format: 'bgr24', metadata: { number, boxes: [box] } };
  }
}

/** What the application was asked for. */
class CameraControls {
  readonly asked: unknown[] = [];

  @WebGearRtcControl('ptz', { deadManMs: 1500 })
  move(value: unknown, { stop }: ControlContext): void {
    this.asked.push(stop ?? value);
  }

  @WebGearRtcControl('light')
  switch(value: unknown): object {
    return { isOn: value };
  }
}

/** One event, and what was on screen at that time. */
interface Seen {
  readonly told: number;
  readonly shown: number;
  readonly isExact: boolean;
  /** Where the left edge of the box is on the overlay, as a share of its width. */
  readonly drawnAt: number;
}

let browser: Browser;
let host: HostApp;
const controls = new CameraControls();

beforeAll(async () => {
  browser = await launchChromium();
  class ControlsModule {}
  const providers = [{ provide: CameraControls, useValue: controls }];
  const imports = [{ module: ControlsModule, providers }];
  host = await HostApp.start({ customStream: new NumberedFrames(), framerate: 20, imports });
}, 30_000);

afterAll(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
});

/** Has a player note each event together with the frame and the box that are on screen. */
function noteEvents(element: Element, bits: number): void {
  const player = element as HTMLElement & { readonly video: HTMLVideoElement };
  const seen: Seen[] = [];
  Object.assign(globalThis, { seen });
  const copy = new OffscreenCanvas(640, 360).getContext('2d', { willReadFrequently: true });
  const shownNumber = (): number => {
    copy?.drawImage(player.video, 0, 0, 640, 360);
    let number = 0;
    for (let column = 0; column < bits; column++) {
      const [red = 0] = copy?.getImageData(((column + 0.5) / bits) * 640, 180, 1, 1).data ?? [];
      number = number * 2 + Number(red > 127);
    }
    return number;
  };
  const drawnAt = (): number => {
    const overlay = player.shadowRoot?.querySelector<HTMLCanvasElement>('canvas[part="overlay"]');
    if (!overlay) return -1;
    const row = overlay
      .getContext('2d')
      ?.getImageData(0, Math.round(overlay.height * 0.75), overlay.width, 1);
    for (let x = 0; x < overlay.width; x++) if ((row?.data[x * 4 + 3] ?? 0) > 127) return x / overlay.width;
    return -1;
  };
  player.addEventListener('metadata', (event) => {
    const { detail } = event as CustomEvent<{ value: { number: number }; isExact: boolean }>;
    const note = { told: detail.value.number, shown: shownNumber(), isExact: detail.isExact };
    // The box is drawn once the listeners have returned.
    queueMicrotask(() => seen.push({ ...note, drawnAt: drawnAt() }));
  });
}

test('metadata comes with its very frame, and its box is drawn on that frame', async () => {
  await using viewer = await PlayerPage.open(browser, host.url);
  await viewer.waitForFrames();
  // Nobody has asked for it.
  expect(host.service.publishMetadata(undefined, 1)).toBe(false);
  await viewer.player.evaluate(noteEvents, numberBits);
  await viewer.player.evaluate((player) => player.toggleAttribute('overlay', true));
  const read = (): Promise<Seen[]> =>
    viewer.page.evaluate(() => (globalThis as unknown as { seen: Seen[] }).seen);
  const seen = (await eventually(read, ({ length }) => length >= 60, 15_000)).slice(10);
  const exact = seen.filter(({ isExact }) => isExact);
  // A busy browser presents the next frame before the copy of this one is made, and never the one before.
  for (const { told, shown } of exact) expect(shown).toBeGreaterThanOrEqual(told);
  const right = exact.filter(({ told, shown }) => told === shown);
  expect(right.length).toBeGreaterThan(seen.length / 2);
  // Of a frame that the browser skipped, the box is replaced by that of the frame after it.
  for (const { told, drawnAt } of right) expect(Math.abs(drawnAt - boxLeft(told))).toBeLessThan(0.01);
  expect(viewer.errors).toEqual([]);

  await viewer.player.evaluate((player) => player.toggleAttribute('overlay', false));
  expect(await viewer.player.locator('canvas[part="overlay"]').count()).toBe(0);
  await viewer.player.evaluate((player) => (player as unknown as { pause(): void }).pause());
  // Nobody watches, so nobody listens either.
  await eventually(
    () => host.service.publishMetadata(undefined, 1),
    (isHeard) => !isHeard,
    5000,
  );
}, 40_000);

test('a control moves while its page keeps it alive, and stops when that is gone', async () => {
  await using viewer = await PlayerPage.open(browser, host.url);
  await viewer.waitForFrames();
  const send = (value: unknown): Promise<void> =>
    viewer.player.evaluate(
      (player, sent) => (player as unknown as { send(name: string, value: unknown): void }).send('ptz', sent),
      value,
    );
  const { asked } = controls;
  const isAsked = (what: unknown): Promise<unknown> =>
    eventually(
      () => asked.at(-1),
      (last) => last === what,
      5000,
    );

  await send('left');
  await send('right');
  await isAsked('right');
  // Confirmed: handlers are not called again for that.
  await viewer.page.waitForTimeout(3000);
  expect(asked.filter((each) => each !== 'left')).toEqual(['right']);
  await viewer.page.evaluate(() => void dispatchEvent(new Event('blur')));
  await isAsked('released');

  await send('up');
  await isAsked('up');
  await viewer.page.route('**/control', (route) => route.abort());
  await isAsked('silent');
  await viewer.page.unroute('**/control');
  // The page still wants it.
  await isAsked('up');
  await viewer.player.evaluate((player) => (player as unknown as { pause(): void }).pause());
  await eventually(
    () => asked.at(-1),
    (last) => last === 'released' || last === 'left',
    5000,
  );

  await viewer.player.evaluate((player) => (player as unknown as { play(): void }).play());
  await viewer.waitForFrames();
  const answers = await viewer.player.evaluate(async (element) => {
    const player = element as unknown as { control(name: string, value: unknown): Promise<unknown> };
    const refused = await player.control('door', true).catch(({ code, status }) => [code, status] as unknown);
    return [await player.control('light', true), refused];
  });
  expect(answers).toEqual([{ isOn: true }, ['WGR_CONTROL_UNKNOWN', 404]]);
  expect(viewer.errors).toEqual([]);
}, 40_000);
