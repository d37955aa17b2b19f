import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Browser } from 'playwright-core';
import { UdpRelay } from '../support/udp-relay.js';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { PlayerPage } from './support/player-page.js';
import { ServerProcess } from './support/server-process.mjs';
import { makeTestMedia } from './support/test-media.js';

const source = 'test:?size=320x180';
let browser: Browser;
let host: HostApp;
let isLockedOut = false;

/** As an application's own would: the page may be seen, the stream may not. */
class Guard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return !isLockedOut || context.switchToHttp().getRequest<{ method: string }>().method !== 'POST';
  }
}

beforeAll(async () => {
  browser = await launchChromium();
  host = await HostApp.start({ source, maxPeers: 2, iceTcp: false, guards: [Guard] });
}, 30_000);

/** The one before has left. */
beforeEach(() => untilPeers((ids) => ids.length === 0));

afterAll(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
});

/** RTP and RTCP have 2 for the first two bits, STUN 0 (RFC 7983, section 7). */
const isMedia = (datagram: Buffer): boolean => (datagram[0] ?? 0) >> 6 === 2;

/** Opacity of what is below the notice. */
function coverOf(viewer: PlayerPage): Promise<string> {
  return viewer.page.locator('.zoom').evaluate((layers) => getComputedStyle(layers).opacity);
}

async function untilPeers(accepts: (ids: readonly string[]) => boolean): Promise<void> {
  await eventually(() => host.service.peers.map(({ peerId }) => peerId), accepts, 15_000);
}

test('a server that is killed: the last frame stays, a notice counts down, and the player recovers by itself', async () => {
  const first = await ServerProcess.start(['--source', source]);
  await using viewer = await PlayerPage.open(browser, first.url);
  await viewer.waitForFrames();
  expect(await viewer.label.textContent()).toMatch(/^Live(\d+ ms|\d+\.\d s)?$/);
  expect(await viewer.page.locator('.name').textContent()).toBe('Live video');

  await first.stop('SIGKILL');
  await viewer.says('Can’t reach the server');
  await viewer.page.getByText(/^Trying again/).waitFor();
  expect(await viewer.page.title()).toContain('Can’t reach the server');
  expect(await viewer.page.locator('[part~=frozen-frame]').isVisible()).toBe(true);
  // The seconds are for the eye alone.
  expect(await viewer.announced.textContent()).toBe('Can’t reach the server');

  await using second = await ServerProcess.start(['--source', source], first.port);
  await viewer.waitForFrames(20_000);
  expect(await viewer.page.locator('[part~=frozen-frame]').isVisible()).toBe(false);
  expect(second.running).toBe(true);
  expect(viewer.errors).toEqual([]);
}, 60_000);

test('media that cannot pass: it says what to open, shows the compatibility mode, and comes back by itself', async () => {
  await using relay = await UdpRelay.open(7);
  relay.path = { lossRate: 1 };
  await using viewer = await PlayerPage.open(browser, host.url, (sdp) => relay.rewrite(sdp));
  await viewer.isIn('connecting');
  await viewer.answered();
  // What a viewer has who may not fall back, or a moment before.
  await viewer.player.evaluate((player) => player.setAttribute('no-fallback', ''));
  await viewer.skip(7000);
  await viewer.says('A firewall is blocking the video');
  await viewer.page.getByText('Details').click();
  await viewer.page.getByText(/Open port \d+ \(UDP\) to 127\.0\.0\.1\./).waitFor();
  // Without a frame the video element is invisible, not black.
  expect(await viewer.page.locator('#video').evaluate((video) => getComputedStyle(video).opacity)).toBe('0');
  await viewer.player.evaluate((player) => player.removeAttribute('no-fallback'));

  await viewer.says('Live (compatibility mode)');
  const fallback = viewer.page.locator('img[part=fallback]');
  expect(await fallback.isVisible()).toBe(true);
  expect(await fallback.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
  expect(await viewer.player.getAttribute('data-transport')).toBe('mjpeg');

  relay.path = {};
  await viewer.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await viewer.page.locator('webgear-player[data-transport=webrtc][data-state=live]').waitFor();
  await viewer.waitForFrames();
  expect(await viewer.page.locator('#video').evaluate((video) => getComputedStyle(video).opacity)).toBe('1');
  expect(await fallback.isVisible()).toBe(false);

  // Connected, and no media: that is something else.
  relay.onPass = (_, datagram) => (isMedia(datagram) ? undefined : datagram);
  await viewer.says('Waiting for video …');
  relay.onPass = (_, datagram) => datagram;
  await viewer.waitForFrames();

  // The network went away while the computer slept: known at once, not only when the silence has lasted.
  relay.path = { lossRate: 1 };
  await viewer.wake(60_000);
  await viewer.isIn('connecting');
  relay.path = {};
  await viewer.waitForFrames();
  expect(viewer.errors).toEqual([]);
}, 90_000);

test('all places taken: it says so, and is live when one is free', async () => {
  // Offers alone would hold no place: who connects takes it from them.
  const others = [await PlayerPage.open(browser, host.url), await PlayerPage.open(browser, host.url)];
  for (const other of others) await other.waitForFrames();
  await using viewer = await PlayerPage.open(browser, host.url);
  await viewer.says('Too many people are watching');
  await viewer.page.getByText(/^Trying again in [1-7] s\.$/).waitFor();

  for (const other of others) await other[Symbol.asyncDispose]();
  await viewer.waitForFrames();
  expect(host.service.peers).toHaveLength(1);
}, 60_000);

test('a guard that refuses: it says so, and asks again when the viewer wants', async () => {
  isLockedOut = true;
  await using viewer = await PlayerPage.open(browser, host.url);
  await viewer.says('You don’t have access to this video');
  await viewer.page.getByText(/^Trying again in \d+ s\.$/).waitFor();
  isLockedOut = false;
  await viewer.button('Try again').click();
  await viewer.waitForFrames();
  expect(viewer.errors).toEqual([]);
}, 60_000);

test('a tab that is hidden for long lets go of its place, and plays as soon as it is shown', async () => {
  await using viewer = await PlayerPage.open(browser, host.url);
  await viewer.waitForFrames();
  await viewer.setHidden(true);
  await viewer.skip(5 * 60_000);
  await viewer.isIn('paused');
  await untilPeers((ids) => ids.length === 0);
  await viewer.setHidden(false);
  await viewer.waitForFrames();
  expect(host.service.peers).toHaveLength(1);
}, 60_000);

test('a session whose decoder stalls while packets arrive is replaced', async () => {
  await using viewer = await PlayerPage.open(browser, host.url);
  await viewer.waitForFrames();
  const [stuck] = host.service.peers;
  await viewer.page.evaluate(() => {
    // Stands in for a decoder that gives nothing more: for the connection there is now, and for no later one.
    const { getStats } = RTCPeerConnection.prototype;
    const stuck: RTCPeerConnection[] = [];
    let framesDecoded: unknown;
    RTCPeerConnection.prototype.getStats = async function standStill(this: RTCPeerConnection) {
      if (stuck.length === 0) stuck.push(this);
      const reports = [...(await getStats.call(this))] as [string, Record<string, unknown>][];
      framesDecoded ??= reports.map(([, report]) => report['framesDecoded']).find(Number.isInteger);
      return new Map(
        reports.map(([id, report]) => [
          id,
          stuck.includes(this) && 'framesDecoded' in report ? { ...report, framesDecoded } : report,
        ]),
      );
    };
  });
  await viewer.says('Waiting for video …');
  await untilPeers((ids) => ids.length === 1 && ids[0] !== stuck?.peerId);
  await viewer.waitForFrames();
  expect(viewer.errors).toEqual([]);
}, 60_000);

test('a source without frames, its end, and a window that replaced this one', async () => {
  using media = await makeTestMedia({ width: 320, height: 180, framerate: 20, seconds: 2 });
  {
    await using recording = await HostApp.start({ source: media.path, frameSizeReduction: 20 });
    await using viewer = await PlayerPage.open(browser, recording.url);
    await viewer.says('Camera offline');
    // The slate below says the same.
    expect(await coverOf(viewer)).toBe('0');
  }
  await using recording = await HostApp.start({
    source: media.path,
    frameSizeReduction: 20,
    enableLiveBroadcast: false,
  });
  await using viewer = await PlayerPage.open(browser, recording.url);
  await viewer.waitForFrames();
  await viewer.says('The video has ended');
  expect(await coverOf(viewer)).toBe('0');
  await viewer.button('Play').click();
  await viewer.isIn('live');
  await using thief = await PlayerPage.open(browser, recording.url);
  await viewer.says('Playing in another window');
  expect(await viewer.button('Play').isVisible()).toBe(true);
  expect(thief.errors).toEqual([]);
}, 60_000);
