import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { eventually } from './support/eventually.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { SoundPage } from './support/sound-page.js';

let browser: Browser;
/** One that keeps its autoplay rules. */
let strict: Browser;

beforeAll(async () => {
  browser = await launchChromium();
  strict = await launchChromium(['--autoplay-policy=document-user-activation-required']);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await strict?.close();
});

describe('mute and volume', () => {
  const reconnected = async (viewer: SoundPage): Promise<void> => {
    const { length } = await viewer.serve(({ offers }) => offers);
    await viewer.serve((server) => server.disconnect());
    await eventually(
      () => viewer.serve(({ offers }) => offers),
      (offers) => offers.length > length,
      15_000,
    );
    await viewer.hasSound();
    await viewer.plays();
  };

  test('are kept over a reconnect, which fades in, and over a reload', async () => {
    await using viewer = await (await SoundPage.open({ browser })).hasSound();
    await viewer.invitation.click();
    await viewer.page.evaluate(() =>
      Object.assign(document.querySelector('webgear-player') ?? {}, { volume: 0.4 }),
    );
    await viewer.page.evaluate(() => {
      const { video } = document.querySelector('webgear-player') as unknown as { video: HTMLVideoElement };
      const volumes: number[] = [];
      Object.assign(globalThis, { volumes });
      video.addEventListener('volumechange', () => volumes.push(video.volume));
    });
    await reconnected(viewer);
    await eventually(
      () => viewer.sound(),
      ({ playedVolume }) => Math.abs(playedVolume - 0.4) < 0.01,
      3000,
    );
    expect(await viewer.sound()).toMatchObject({ muted: false, volume: 0.4 });
    const volumes = await viewer.page.evaluate(
      () => (globalThis as unknown as { volumes: number[] }).volumes,
    );
    expect(Math.min(...volumes)).toBeLessThan(0.2);
    await viewer.page.reload();
    await viewer.hasSound();
    await eventually(
      () => viewer.sound(),
      ({ playedVolume }) => Math.abs(playedVolume - 0.4) < 0.01,
      3000,
    );
    expect(await viewer.sound()).toMatchObject({ muted: false, volume: 0.4, paused: false });
    expect(await viewer.invitation.isVisible()).toBe(false);
    await viewer.button('Mute').click();
    await viewer.page.reload();
    await viewer.hasSound();
    expect(await viewer.sound()).toMatchObject({ muted: true, volume: 0.4 });
    expect(await viewer.invitation.isVisible()).toBe(false);
  }, 60_000);

  test('hold until the page is left where nothing can be stored', async () => {
    const prepare = (): void => {
      Object.defineProperty(globalThis, 'localStorage', {
        get: () => {
          throw new DOMException('Blocked', 'SecurityError');
        },
      });
    };
    await using viewer = await (await SoundPage.open({ browser, prepare })).hasSound();
    await viewer.invitation.click();
    await reconnected(viewer);
    expect(await viewer.sound()).toMatchObject({ muted: false });
  }, 40_000);

  test('of the video itself, as its own controls set them, are taken over', async () => {
    await using viewer = await (await SoundPage.open({ browser })).hasSound();
    await viewer.page.evaluate(() => {
      const { video } = document.querySelector('webgear-player') as unknown as { video: HTMLVideoElement };
      video.volume = 0.3;
      video.muted = false;
    });
    await viewer.button('Mute').waitFor({ timeout: 3000 });
    expect((await viewer.sound()).volume).toBeCloseTo(0.3);
    await reconnected(viewer);
    expect(await viewer.sound()).toMatchObject({ muted: false });
  }, 40_000);
});

describe('a browser with autoplay rules', () => {
  /** What Playwright evaluates counts as a gesture of the viewer: a page must be left alone while it has had none. */
  const untouchedMs = 4000;

  test('that refuses sound on the next visit plays muted, offers to unmute, and forgets nothing', async () => {
    await using viewer = await SoundPage.open({ browser: strict });
    await viewer.hasSound();
    await viewer.invitation.click();
    await eventually(
      () => viewer.sound(),
      ({ muted, paused }) => !muted && !paused,
      3000,
    );
    const next = await viewer.again();
    await sleep(untouchedMs);
    expect(await next.sound()).toMatchObject({ muted: true, paused: false, hasAudio: true });
    expect(await next.invitation.isVisible()).toBe(true);
    await next.plays();
    expect(await next.page.evaluate(() => Object.values(localStorage))).toEqual([
      '{"muted":false,"volume":1}',
    ]);
    await next.invitation.click();
    await eventually(
      () => next.sound(),
      ({ muted, playedVolume }) => !muted && playedVolume === 1,
      3000,
    );
  }, 60_000);

  test('goes on muted when a script unmutes before the viewer did anything', async () => {
    const prepare = (): void => {
      setTimeout(() => Object.assign(document.querySelector('webgear-player') ?? {}, { muted: false }), 2000);
    };
    await using viewer = await SoundPage.open({ browser: strict, prepare });
    await sleep(untouchedMs);
    expect(await viewer.sound()).toMatchObject({ muted: true, paused: false, hasAudio: true });
    expect(await viewer.page.locator('webgear-player[data-state=live]').count()).toBe(1);
    expect(await viewer.invitation.isVisible()).toBe(true);
    await viewer.plays();
  }, 40_000);

  test('and a stream that is replaced is no reason to mute', async () => {
    const prepare = (): void => {
      localStorage.setItem('webgear-player:sound:http://localhost/camera/', '{"muted":false,"volume":1}');
      const { play } = HTMLMediaElement.prototype;
      HTMLMediaElement.prototype.play = async function abort(this: HTMLMediaElement) {
        await Reflect.apply(play, this, []);
        throw new DOMException('The play() request was interrupted by a new load request.', 'AbortError');
      };
    };
    await using viewer = await (await SoundPage.open({ browser, prepare })).hasSound();
    await viewer.plays();
    expect(await viewer.sound()).toMatchObject({ muted: false, paused: false });
    expect(await viewer.page.locator('webgear-player[data-state=live]').count()).toBe(1);
  }, 40_000);
});
