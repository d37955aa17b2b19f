import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { eventually } from './support/eventually.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { SoundPage } from './support/sound-page.js';

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
}, 30_000);

afterAll(() => browser?.close());

describe('a stream with sound', () => {
  test('starts muted, says so, and is unmuted by one press, without a click', async () => {
    await using viewer = await (await SoundPage.open({ browser })).hasSound();
    expect(await viewer.sound()).toMatchObject({ muted: true, hasAudio: true, paused: false });
    expect(await viewer.invitation.innerText()).toBe('Unmute');
    await viewer.page.evaluate(() => {
      const volumes: number[] = [];
      const events: string[] = [];
      Object.assign(globalThis, { volumes, events });
      const element = document.querySelector('webgear-player') as unknown as HTMLElement & {
        video: HTMLVideoElement;
      };
      element.addEventListener('volumechange', () => events.push('volumechange'));
      element.video.addEventListener('volumechange', () => {
        if (!element.video.muted) volumes.push(element.video.volume);
      });
    });
    await viewer.invitation.click();
    await eventually(
      () => viewer.sound(),
      ({ muted, playedVolume }) => !muted && playedVolume === 1,
      3000,
    );
    const { volumes, events } = await viewer.page.evaluate(() => {
      const seen = globalThis as unknown as { volumes: number[]; events: string[] };
      return { volumes: seen.volumes, events: seen.events };
    });
    expect(volumes[0]).toBeLessThan(0.5);
    expect(volumes).toEqual(volumes.toSorted((one, other) => one - other));
    expect(events).toEqual(['volumechange']);
    expect(await viewer.invitation.isVisible()).toBe(false);
    expect(await viewer.button('Mute').isVisible()).toBe(true);
    // Keys go on working after a press.
    await viewer.page.keyboard.press('m');
    expect(await viewer.sound()).toMatchObject({ muted: true });
    // Chosen, so there is nothing to offer.
    expect(await viewer.invitation.isVisible()).toBe(false);
  }, 40_000);

  test.each([false, true])(
    'is one stream of the element, with separate streams in the answer: %s',
    async (isSeparate) => {
      await using viewer = await (await SoundPage.open({ browser, isSeparate })).hasSound();
      const kinds = await viewer.page.evaluate(() => {
        const { video } = document.querySelector('webgear-player') as unknown as { video: HTMLVideoElement };
        return (video.srcObject as MediaStream).getTracks().map(({ kind }) => kind);
      });
      expect(kinds.toSorted()).toEqual(['audio', 'video']);
      const [offer = ''] = await viewer.serve(({ offers }) => offers);
      expect(offer.match(/^m=\w+/gm)).toEqual(['m=video', 'm=audio']);
      expect(offer).toMatch(/^a=fmtp:\d+ minptime=10;useinbandfec=1;stereo=1\r$/m);
    },
    40_000,
  );

  test('shows figures and a level among the statistics, and how far it is from the video', async () => {
    await using viewer = await (await SoundPage.open({ browser })).hasSound();
    await viewer.invitation.click();
    await viewer.page.keyboard.press('i');
    const panel = viewer.page.locator('.stats dl');
    await panel.getByText(/^opus, \d+ kbit\/s$/).waitFor();
    await panel.getByText(/^\d+ ms (early|late)$|^0 ms$/).waitFor({ timeout: 15_000 });
    const meter = panel.getByRole('meter', { name: 'Sound level' });
    // A sine of half the amplitude: Chromium measures its peak, -6 dB, others its power, -9 dB.
    await eventually(
      () => meter.evaluate((element: HTMLMeterElement) => element.value),
      (value) => value > -12 && value < -4,
      8000,
    );
    const stats = await viewer.page.evaluate(
      () =>
        (document.querySelector('webgear-player') as unknown as { stats: { audio: Record<string, number> } })
          .stats,
    );
    expect(stats.audio['packetsReceived']).toBeGreaterThan(50);
    expect(stats.audio['lossRate']).toBe(0);
    // Of this page's own tone and colour, which nothing keeps together.
    expect(Math.abs(stats.audio['offsetMs'] ?? Number.NaN)).toBeLessThan(1000);
    expect(stats.audio['delayMs']).toBeGreaterThan(0);
    expect(stats.audio['concealedRate']).toBeLessThan(0.5);
    await viewer.button('Mute').click();
    await eventually(
      () => meter.evaluate((element: HTMLMeterElement) => element.value),
      (value) => value === -60,
      8000,
    );
  }, 60_000);

  test('has keys, which are the page’s own outside of the player', async () => {
    await using viewer = await (await SoundPage.open({ browser })).hasSound();
    const { keyboard } = viewer.page;
    await keyboard.press('ArrowDown');
    await eventually(
      () => viewer.page.evaluate(() => window.scrollY),
      (y) => y > 0,
      3000,
    );
    expect(await viewer.sound()).toMatchObject({ muted: true });
    // Browsers scroll smoothly; that it has ended can only be waited for.
    await viewer.page.waitForTimeout(500);
    await viewer.page.evaluate(() => window.scrollTo(0, 0));
    await viewer.button('More').focus();
    await keyboard.press('m');
    expect(await viewer.sound()).toMatchObject({ muted: false, volume: 1 });
    for (let times = 0; times < 4; times++) await keyboard.press('ArrowDown');
    expect((await viewer.sound()).volume).toBeCloseTo(0.6);
    expect(await viewer.slider.getAttribute('aria-valuetext')).toBe('60 %');
    await keyboard.press('ArrowUp');
    expect((await viewer.sound()).volume).toBeCloseTo(0.7);
    for (let times = 0; times < 9; times++) await keyboard.press('ArrowDown');
    expect(await viewer.sound()).toMatchObject({ muted: true });
    await keyboard.press('ArrowUp');
    expect(await viewer.sound()).toMatchObject({ muted: false });
    expect(await viewer.page.evaluate(() => window.scrollY)).toBe(0);
    // The slider has its own keys, and leaves it the letters.
    await viewer.slider.focus();
    await keyboard.press('End');
    await eventually(
      () => viewer.sound(),
      ({ volume }) => volume === 1,
      3000,
    );
    await keyboard.press('m');
    expect(await viewer.sound()).toMatchObject({ muted: true });
  }, 40_000);

  test('goes on in picture in picture and in full screen', async () => {
    await using viewer = await (await SoundPage.open({ browser })).hasSound();
    await viewer.invitation.click();
    await viewer.page.keyboard.press('p');
    await viewer.page.waitForFunction(() => document.pictureInPictureElement !== null);
    await viewer.plays();
    expect(await viewer.sound()).toMatchObject({ muted: false, paused: false });
    await viewer.page.keyboard.press('p');
    await viewer.page.waitForFunction(() => document.pictureInPictureElement === null);
    await viewer.page.keyboard.press('f');
    await viewer.page.waitForFunction(() => document.fullscreenElement !== null);
    await viewer.page.keyboard.press('m');
    expect(await viewer.sound()).toMatchObject({ muted: true, paused: false });
  }, 40_000);
});

describe('a stream without sound', () => {
  test.each([
    ['whose server answers so', { sound: 'inactive' }],
    ['whose server promised some', { sound: 'promised' }],
    ['because the page wants none', { attributes: 'no-audio' }],
  ] as const)(
    'has no controls of it, and its arrow keys scroll the page: %s',
    async (_, opening) => {
      await using viewer = await (await SoundPage.open({ browser, ...opening })).isLive();
      await viewer.page.waitForTimeout(1500);
      const shown = [viewer.button('Mute'), viewer.button('Unmute'), viewer.slider, viewer.invitation];
      for (const each of shown) expect(await each.isVisible()).toBe(false);
      expect(await viewer.sound()).toMatchObject({ hasAudio: false });
      await viewer.button('More').focus();
      await viewer.page.keyboard.press('ArrowDown');
      await eventually(
        () => viewer.page.evaluate(() => window.scrollY),
        (y) => y > 0,
        3000,
      );
      const [offer] = await viewer.serve(({ offers }) => offers);
      expect(offer?.includes('m=audio')).toBe(!('attributes' in opening));
    },
    40_000,
  );

  test('has them as soon as some arrives, and not for long after the last', async () => {
    await using viewer = await (await SoundPage.open({ browser, sound: 'promised' })).isLive();
    expect(await viewer.invitation.isVisible()).toBe(false);
    await viewer.page.evaluate(() => {
      const changes: boolean[] = [];
      Object.assign(globalThis, { changes });
      const element = document.querySelector('webgear-player') as unknown as HTMLElement & {
        hasAudio: boolean;
      };
      element.addEventListener('audiochange', () => changes.push(element.hasAudio));
    });
    await viewer.serve((server) => server.setTone(true));
    await viewer.invitation.waitFor({ timeout: 3000 });
    await viewer.serve((server) => server.setTone(false));
    await viewer.invitation.waitFor({ timeout: 12_000, state: 'hidden' });
    expect(
      await viewer.page.evaluate(() => (globalThis as unknown as { changes: boolean[] }).changes),
    ).toEqual([true, false]);
    await viewer.plays();
  }, 40_000);

  test('in compatibility mode says so', async () => {
    const prepare = (): void => {
      Reflect.deleteProperty(globalThis, 'RTCPeerConnection');
    };
    await using viewer = await (await SoundPage.open({ browser, prepare })).isLive();
    expect(await viewer.page.locator('webgear-player').getAttribute('data-transport')).toBe('mjpeg');
    expect(await viewer.page.getByText('No sound').isVisible()).toBe(true);
    expect(await viewer.invitation.isVisible()).toBe(false);
  }, 40_000);
});

describe('on a phone', () => {
  test.each([320, 360, 390])(
    'of %s pixels, the controls fit, and Unmute is large enough for a finger',
    async (width) => {
      const context = { viewport: { width, height: 640 }, hasTouch: true, isMobile: true };
      await using viewer = await (await SoundPage.open({ browser, context })).hasSound();
      const fits = await viewer.page.locator('.controls').evaluate((bar) => {
        const box = bar.getBoundingClientRect();
        const buttons = [...bar.querySelectorAll('button')]
          .filter((each) => each.checkVisibility())
          .map((button) => button.getBoundingClientRect());
        return buttons.every(({ left, right }) => left >= box.left && right <= box.right + 0.5);
      });
      expect(fits).toBe(true);
      const box = await viewer.invitation.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
      const status = await viewer.page.locator('.status').boundingBox();
      expect((status?.x ?? 0) + (status?.width ?? 0)).toBeLessThanOrEqual(box?.x ?? 0);
      // While the controls fade it stays, and one tap is enough.
      await eventually(
        () => viewer.page.locator('.controls').evaluate((bar) => getComputedStyle(bar).opacity),
        (opacity) => opacity === '0',
        10_000,
      );
      await viewer.invitation.tap();
      await eventually(
        () => viewer.sound(),
        ({ muted }) => !muted,
        3000,
      );
    },
    40_000,
  );
});
