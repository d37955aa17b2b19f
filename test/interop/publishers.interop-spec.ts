import { spawn, type ChildProcess } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { cleanup } from 'node-datachannel';
import type { Browser, Page } from 'playwright-core';
import {
  temporaryFolder,
  type TemporaryFolder,
} from '../../libs/webgear-rtc/src/testing/temporary-folder.js';
import { findOnPath, findWebRtcPython } from '../../tools/executables.mjs';
import { until } from '../../libs/webgear-rtc/src/testing/until.js';
import { HostApp } from '../e2e/support/host-app.js';
import { launchChromium } from '../e2e/support/launch-chromium.mjs';
import { endProcess } from '../support/deadline.mjs';
import { decodeFrames } from '../support/decode-frames.js';
import { encodeFrames } from '../support/encoded-frames.js';
import { LibDataChannelViewer } from '../support/libdatachannel-viewer.js';
import { postOffer } from '../support/post-offer.js';
import { fakeDevices } from '../support/publish-from-page.js';
import { ObsPublisher } from './publishers/obs-publisher.js';

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const size = { width: 640, height: 360 };
const streams = {
  ffmpeg: { source: 'whip:' },
  gstreamer: { source: 'whip:' },
  obs: { source: 'whip:' },
  page: { source: 'whip:', publishPage: true },
};

describe('publishers', () => {
  let host: HostApp;
  let folder: TemporaryFolder;
  let browser: Browser;
  const programs: ChildProcess[] = [];

  beforeAll(async () => {
    [host, folder, browser] = await Promise.all([
      HostApp.start({ streams } as Parameters<typeof HostApp.start>[0]),
      temporaryFolder(),
      launchChromium([...fakeDevices, '--auto-select-tab-capture-source-by-title=Publish page']),
    ]);
  }, 60_000);

  afterEach(async () => {
    await Promise.all(programs.splice(0).map((program) => endProcess(program)));
  });

  afterAll(async () => {
    await browser?.close();
    await host?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
    // Ends the threads of the library, which would keep the process up.
    cleanup();
  });

  /** Starts a program, whose words are part of a failure. */
  function start(name: string, ...args: string[]): { readonly said: () => string } {
    const program = spawn(name, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [program.stdout, program.stderr]) {
      stream.on('data', (piece: Buffer) => (said += piece.toString()));
    }
    programs.push(program);
    return { said: () => said };
  }

  /** Watches until frames came that a decoder shows; what is published passes through unchanged. */
  async function watch(name: string, said = (): string => ''): Promise<void> {
    using first = new LibDataChannelViewer('h264');
    await first.connect((sdp) => postOffer(`${host.url}${name}/`, sdp));
    const passed = (): boolean =>
      host.service
        .stats(name)
        .renditions.some(
          ({ track, passthrough, width }) => track === 'video' && passthrough && width === size.width,
        );
    await until(`frames of ${name} to pass; it says: ${said()}`, passed, 15_000);
    // Without the slates in front, on which the first has begun.
    using viewer = new LibDataChannelViewer('h264');
    await viewer.connect((sdp) => postOffer(`${host.url}${name}/`, sdp));
    const frames = await viewer.waitForFrames(5, 15_000);
    expect(frames[0]?.keyFrame).toBe(true);
    expect(decodeFrames('h264', frames).shades).toBeGreaterThan(1);
  }

  test('FFmpeg 8 publishes, which waits for our handshake', async () => {
    const film = folder.file('film.mkv');
    const video = `-f lavfi -i testsrc2=s=${size.width}x${size.height}:r=25:d=4`;
    const sound = '-f lavfi -i sine=f=500:d=4';
    const encoding = '-c:v libx264 -profile:v baseline -g 25 -pix_fmt yuv420p -c:a libopus -ac 2 -ar 48000';
    const ffmpeg = process.env['FFMPEG_PATH'] ?? findOnPath('ffmpeg') ?? 'ffmpeg';
    execFileSync(ffmpeg, [...`-loglevel error -y ${video} ${sound} ${encoding}`.split(' '), film]);
    const { said } = start(
      process.execPath,
      pathOf('publishers/ffmpeg-whip.mjs'),
      film,
      `${host.url}ffmpeg/whip`,
    );
    await watch('ffmpeg', said);
    expect(host.service.stats('ffmpeg').source?.audio).toMatchObject({ codec: 'opus' });
  }, 60_000);

  test('GStreamer publishes', async () => {
    const python = findWebRtcPython();
    if (python === undefined)
      throw new Error('There is no Python with GStreamer’s WebRTC: run `npm run setup:debian`');
    const { said } = start(python, pathOf('gstreamer/publisher.py'), `${host.url}gstreamer/whip`);
    await watch('gstreamer', said);
    expect(host.service.stats('gstreamer').source?.audio).toMatchObject({ codec: 'opus' });
  }, 60_000);

  test('OBS publishes, and the first of its layers is taken', async () => {
    const common = { framerate: 25, count: 50 };
    const layers = await Promise.all([
      encodeFrames('h264', { ...size, ...common }),
      encodeFrames('h264', { width: 320, height: 180, ...common }),
    ]);
    using publisher = new ObsPublisher(layers, common.framerate);
    expect(await publisher.publish(`${host.url}obs/whip`, 'a token nobody asks for')).toBe(201);
    await watch('obs');
    // A rung of the ladder may have the size of the second layer.
    const passed = host.service.stats('obs').renditions.filter((rendition) => rendition.passthrough);
    expect(passed.map((rendition) => rendition.track === 'video' && rendition.width)).toEqual([size.width]);
  }, 60_000);

  describe('the page that publishes', () => {
    const start = async (): Promise<Page> => {
      const page = await browser.newPage();
      await page.goto(`${host.url}page/publish`);
      return page;
    };
    const isInState = (page: Page, state: string): Promise<unknown> =>
      page.waitForFunction(
        (wanted) => document.querySelector<HTMLElement>('#publisher')?.dataset['state'] === wanted,
        state,
        { timeout: 30_000 },
      );
    const framesOf = (page: Page): Promise<number> =>
      page.evaluate(
        () =>
          document.querySelector<HTMLVideoElement>('#video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
      );

    test('publishes a camera, by keyboard alone, then a screen, and is watched', async () => {
      const page = await start();
      await page.focus('#start');
      await page.keyboard.press('Enter');
      await isInState(page, 'live');
      const viewer = await browser.newPage();
      await viewer.goto(`${host.url}page/`);
      await until('the camera', async () => (await framesOf(viewer)) > 20, 30_000);
      await page.selectOption('#video-source', 'screen');
      const seen = await framesOf(viewer);
      await until('the screen', async () => (await framesOf(viewer)) > seen + 10, 30_000);
      expect(await page.textContent('#bitrate')).toMatch(/bit\/s/);
      const second = await start();
      await second.click('#start');
      await isInState(second, 'refused');
      expect(await second.textContent('#message')).toMatch(/already/);
      await page.focus('#stop');
      await page.keyboard.press('Space');
      await isInState(page, 'idle');
      await second.click('#start');
      await isInState(second, 'live');
      await Promise.all([page, viewer, second].map((each) => each.close()));
    }, 130_000);

    test('is there only where the option is on', async () => {
      const statuses = await Promise.all(
        ['page/publish', 'obs/publish', 'nobody/publish'].map(
          async (path) => (await fetch(host.url + path)).status,
        ),
      );
      expect(statuses).toEqual([200, 404, 404]);
    });
  });
});
