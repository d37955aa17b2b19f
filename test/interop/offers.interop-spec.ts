import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Audio, cleanup, PeerConnection, RtcpReceivingSession, Video } from 'node-datachannel';
import { findAiortcPython, findWebRtcPython } from '../../tools/executables.mjs';
import { eventually } from '../e2e/support/eventually.js';
import { HostApp } from '../e2e/support/host-app.js';
import { launchChromium } from '../e2e/support/launch-chromium.mjs';
import { postOffer } from '../support/post-offer.js';
import { Firefox } from './support/firefox.js';
import { OfferPage } from './support/offer-page.js';

const run = promisify(execFile);
// Ends the threads of the library, which would keep the process up.
afterAll(() => cleanup());

const source = { source: 'test:bars2', resolution: [160, 120], frameSizeReduction: 0 } as const;

/** The names of what did not play, with the reason. */
const failuresOf = (results: Record<string, string>): [string, string][] =>
  Object.entries(results).filter(([, result]) => result !== 'plays');

/** Runs a script that offers to a server, and gives its results. */
async function offersOf(
  python: string | undefined,
  script: string,
  url: string,
): Promise<Record<string, string>> {
  if (python === undefined) throw new Error(`There is no Python for ${script}: npm run setup:debian`);
  const path = fileURLToPath(new URL(`./${script}`, import.meta.url));
  const { stdout } = await run(python, [path, url], { timeout: 100_000 });
  return JSON.parse(stdout) as Record<string, string>;
}

/** The library crashes over what it still uses and nobody refers to. */
const kept: unknown[] = [];

type Kind = 'audio' | 'video' | 'data';

/** Offers with libdatachannel, which says that it is connected only when every accepted section is. */
async function offerWithLibDataChannel(url: string, kinds: readonly Kind[]): Promise<string> {
  const connection = new PeerConnection(`offers-${kept.length}`, {
    iceServers: [],
    bindAddress: '127.0.0.1',
    disableAutoNegotiation: true,
    forceMediaTransport: true,
  });
  let packets = 0;
  kept.push(connection);
  try {
    kinds.forEach((kind, index) => {
      if (kind === 'data') {
        kept.push(connection.createDataChannel('data'));
        return;
      }
      const media =
        kind === 'audio' ? new Audio(`a${index}`, 'RecvOnly') : new Video(`v${index}`, 'RecvOnly');
      if (media instanceof Audio) media.addOpusCodec(111);
      else media.addVP8Codec(96);
      const track = connection.addTrack(media);
      const handler = new RtcpReceivingSession();
      track.setMediaHandler(handler);
      track.onMessage(() => void packets++);
      kept.push(media, track, handler);
    });
    const gathered = new Promise<void>((resolve) => {
      connection.onGatheringStateChange((state) => (state === 'complete' ? resolve() : undefined));
    });
    connection.setLocalDescription('offer');
    await gathered;
    connection.setRemoteDescription(await postOffer(url, connection.localDescription()?.sdp ?? ''), 'answer');
    await eventually(
      () => [connection.state(), packets > 10],
      ([state, plays]) => state === 'connected' && plays === true,
      15_000,
    );
    return 'plays';
  } catch (error) {
    return String(error);
  } finally {
    connection.close();
  }
}

describe('every offer that a browser can make, as any client may write it,', () => {
  let host: HostApp;
  let page: OfferPage;

  beforeAll(async () => {
    host = await HostApp.start(source);
    page = await OfferPage.start(host.url);
  }, 30_000);

  afterAll(async () => {
    await page?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
  });

  test('plays in Chromium', async () => {
    const browser = await launchChromium();
    try {
      const tab = await browser.newPage();
      await tab.goto(page.url);
      const results = await page.results;
      expect(Object.keys(results).length).toBeGreaterThan(25);
      expect(failuresOf(results)).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 90_000);

  test('plays with aiortc', async () => {
    const results = await offersOf(findAiortcPython(), 'aiortc-offers.py', host.url);
    expect(Object.keys(results)).toHaveLength(7);
    expect(failuresOf(results)).toEqual([]);
  }, 90_000);

  test('plays with GStreamer', async () => {
    const results = await offersOf(findWebRtcPython(), 'gstreamer-offers.py', host.url);
    expect(Object.keys(results)).toHaveLength(6);
    expect(failuresOf(results)).toEqual([]);
  }, 120_000);

  test.each<[Kind[]]>([
    [['audio', 'video']],
    [['data', 'audio', 'video']],
    [['video', 'data']],
    [['video', 'video']],
  ])(
    'plays with libdatachannel: %j',
    async (kinds) => {
      expect(await offerWithLibDataChannel(host.url, kinds)).toBe('plays');
    },
    30_000,
  );
});

test('every offer that a page can make plays in Firefox', async () => {
  await using host = await HostApp.start(source);
  await using page = await OfferPage.start(host.url);
  await using _firefox = new Firefox(page.url);
  const results = await page.results;
  expect(Object.keys(results).length).toBeGreaterThan(25);
  expect(failuresOf(results)).toEqual([]);
}, 150_000);
