import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { findOnPath } from '../../tools/executables.mjs';
import { freePort } from '../support/free-port.js';
import { Program } from '../support/program.js';
import { eventually } from './support/eventually.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { expectRealTime } from './support/playback.js';
import { makeTestMedia, type TestMedia } from './support/test-media.js';
import { Viewer } from './support/viewer.js';

const ffmpeg = process.env['FFMPEG_PATH'] ?? findOnPath('ffmpeg') ?? 'ffmpeg';

/** Encoders that send to one and the same address, by what of their H.264 is special. */
const encoders = {
  baseline: '-profile:v baseline -bf 0 -g 15',
  'B-frames': '-profile:v high -bf 2 -b_strategy 0 -g 15',
  fields: '-profile:v high -bf 0 -flags +ildct -x264-params tff=1 -g 15',
  'intra refresh': '-profile:v baseline -bf 0 -x264-params intra-refresh=1:keyint=30',
} as const;

let media: TestMedia;
let browser: Browser;

beforeAll(async () => {
  media = await makeTestMedia({ width: 640, height: 360, framerate: 15, seconds: 10 });
  browser = await launchChromium();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  media?.[Symbol.dispose]();
});

/** Starts a camera that sends to a port of the loopback address. */
function camera(encoder: keyof typeof encoders, port: number): Program {
  const read = `-hide_banner -loglevel error -re -stream_loop -1 -i ${media.path} -an`;
  const encode = `-c:v libx264 -preset ultrafast ${encoders[encoder]}`;
  const args = `${read} ${encode} -f mpegts udp://127.0.0.1:${port}?pkt_size=1316`;
  return new Program(ffmpeg, args.split(' '));
}

/** Resolves once a port has received for a while: the beginning of the stream is over. */
async function heard(port: number, datagrams: number): Promise<void> {
  const socket = createSocket('udp4').bind(port, '127.0.0.1');
  const signal = AbortSignal.timeout(20_000);
  for (let count = 0; count < datagrams; count++) await once(socket, 'message', { signal });
  await new Promise<void>((resolve) => socket.close(() => resolve()));
}

async function open(port: number, threads: number | false): Promise<HostApp> {
  return HostApp.start({ source: `udp://127.0.0.1:${port}`, frameSizeReduction: 0, threads });
}

describe.each<number | false>([false, 1])('a camera on UDP (threads: %s)', (threads) => {
  test('may change profile, B-frames and fields: it is encoded while it must be, for one and the same viewer', async () => {
    const port = await freePort();
    await using host = await open(port, threads);
    const isPassed = (): boolean | undefined => host.service.stats().renditions[0]?.passthrough;
    let viewer: Viewer | undefined;
    let peer: string | undefined;
    try {
      const sequence = [
        ['baseline', true],
        ['B-frames', false],
        // What serves the viewers makes no difference to how a source is read.
        ...(threads === false ? ([['fields', false]] as const) : []),
        ['baseline', true],
      ] as const;
      for (const [encoder, passes] of sequence) {
        await using _camera = camera(encoder, port);
        viewer ??= await Viewer.open(browser, host.url);
        await eventually(isPassed, (passed) => passed === passes, 15_000);
        await viewer.waitForFrame();
        await sleep(1500);
        expectRealTime(await viewer.watch(2000), media.settings);
        peer ??= host.service.peers[0]?.peerId;
        expect(isPassed()).toBe(passes);
      }
      expect(host.service.peers.map(({ peerId }) => peerId)).toEqual([peer]);
    } finally {
      await viewer?.[Symbol.asyncDispose]();
    }
  }, 90_000);
});

test('a camera that refreshes its frames bit by bit, and was joined after its only IDR frame, is shown', async () => {
  const port = await freePort();
  await using _camera = camera('intra refresh', port);
  await heard(port, 100);
  await using host = await open(port, false);
  await using viewer = await Viewer.open(browser, host.url);
  await viewer.waitForFrame();
  expect(host.service.stats().renditions).toMatchObject([{ passthrough: false }]);
  await sleep(1000);
  expectRealTime(await viewer.watch(2000), media.settings);
}, 60_000);
