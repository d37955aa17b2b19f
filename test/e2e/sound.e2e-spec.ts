import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { RtspServer } from '../support/rtsp-server.js';
import { writeFilm } from '../support/sound/film.mjs';
import { judgeSync } from '../support/sound/judge-sync.mjs';
import { measureSound, openMeteredPage, settlingMs } from '../support/sound/measure-sound.mjs';
import { UdpRelay } from '../support/udp-relay.js';
import { HostApp } from './support/host-app.js';
import { FlashingMetronome } from './support/flashing-metronome.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { ServerProcess } from './support/server-process.mjs';
import { Viewer } from './support/viewer.js';

/**
 * Short: a minute of each, and ±40 ms, are measured by `npm run bench:sound`. What a busy machine delays here is within the
 * distance at which lips and words come apart.
 */
const watchMs = 6000;
const farthestMs = 120;

describe('sound in Chromium', () => {
  let folder: string;
  let browser: Browser;
  const fileOf = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'webgear-rtc-sound-'));
    browser = await launchChromium();
    await writeFilm(fileOf('aac.mp4'), { seconds: 20, interleaveMs: 500 });
    await writeFilm(fileOf('aac.mkv'), { seconds: 40, codec: 'aac' });
    await writeFilm(fileOf('pcmu.mkv'), { seconds: 40, codec: 'pcmu' });
    await writeFilm(fileOf('sides.mp4'), { seconds: 6, sound: 'sides' });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function expectSync(url: string): Promise<void> {
    const { page, close } = await openMeteredPage(browser, url);
    await sleep(settlingMs);
    const measured = await measureSound(page, watchMs);
    await close();
    expect(measured).toMatchObject({ codec: 'audio/opus', lost: 0 });
    const { count, p50 } = judgeSync(measured.offsetsMs);
    expect(count).toBeGreaterThanOrEqual(4);
    expect(Math.abs(p50)).toBeLessThan(farthestMs);
  }

  test.each([
    ['the main thread', []],
    ['a thread of its own', ['--threads', '1']],
  ])(
    'of a file is in sync with the frames, sent by %s',
    async (_, args) => {
      await using server = await ServerProcess.start(['--source', fileOf('aac.mp4'), '--loop', ...args]);
      await expectSync(server.url);
    },
    60_000,
  );

  test.each(['aac', 'pcmu'] as const)(
    'of an RTSP camera with %s is in sync with the frames',
    async (codec) => {
      await using camera = await RtspServer.start('', '', codec, fileOf(`${codec}.mkv`));
      await using server = await ServerProcess.start(['--source', camera.url(), '--passthrough', 'never']);
      await expectSync(server.url);
    },
    60_000,
  );

  test('of the application is in sync with its frames', async () => {
    await using host = await HostApp.start({ customStream: new FlashingMetronome(), frameSizeReduction: 0 });
    await expectSync(host.url);
  }, 60_000);

  test('of two sides comes from two sides, and has no gap at 2 % of loss', async () => {
    await using server = await ServerProcess.start(['--source', fileOf('sides.mp4'), '--loop']);
    await using relay = await UdpRelay.open(77);
    const { page, close } = await openMeteredPage(browser, server.url, (sdp) => relay.rewrite(sdp));
    await sleep(2000);
    relay.path = { lossRate: 0.02, delayMs: 20 };
    const measured = await measureSound(page, watchMs);
    await close();
    expect(relay.lost).toBeGreaterThan(5);
    expect(measured.longestConcealedMs).toBeLessThanOrEqual(60);
    expect(measured.longestGapMs).toBeLessThanOrEqual(60);
    const [left, right] = measured.power;
    expect(left.low).toBeGreaterThan(20 * left.high);
    expect(right.high).toBeGreaterThan(20 * right.low);
  }, 60_000);

  test('that nobody can decode leaves the frames as they are, with one warning', async () => {
    const text = readFileSync(fileOf('aac.mp4')).toString('latin1');
    const unknown = text.replaceAll('mp4a', 'zzz1').replaceAll('esds', 'zzz2');
    writeFileSync(fileOf('unknown.mp4'), Buffer.from(unknown, 'latin1'));
    await using server = await ServerProcess.start(['--source', fileOf('unknown.mp4'), '--loop']);
    await using viewer = await Viewer.open(browser, server.url);
    await viewer.waitForFrame();
    await sleep(1000);
    await viewer.waitForFrame();
    const warnings = server.output.split('\n').filter((line) => /WARN|ERROR/.test(line));
    expect(warnings).toEqual([expect.stringContaining('without sound')]);
    expect(viewer.errors).toEqual([]);
  }, 60_000);
});
