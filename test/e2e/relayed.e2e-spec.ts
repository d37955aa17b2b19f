import { expect, test } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { PlayerPage } from './support/player-page.js';
import { ServerProcess } from './support/server-process.mjs';
import { TurnServer } from '../support/turn-server.js';
import { HostApp } from './support/host-app.js';
import { launchChromium } from './support/launch-chromium.mjs';
import { expectRealTime } from './support/playback.js';
import { makeTestMedia } from './support/test-media.js';
import { Viewer } from './support/viewer.js';

test('where relays are the only way, the page comes through the one the server names, in real time', async () => {
  using media = await makeTestMedia();
  await using turn = await TurnServer.start();
  const browser = await launchChromium();
  try {
    await using host = await HostApp.start({
      source: media.path,
      loop: true,
      iceServers: [{ urls: turn.url('udp'), username: turn.username, credential: turn.credential }],
      iceTransportPolicy: 'relay',
    });
    await using viewer = await Viewer.open(browser, host.url);
    await viewer.waitForFrame();
    expectRealTime(await viewer.watch(3000), media.settings);
    expect(host.service.peers.map(({ transport }) => transport?.send)).toEqual(['turn']);
    expect(await viewer.remoteCandidateType()).toBe('relay');
    expect(viewer.errors).toEqual([]);
  } finally {
    await browser.close();
  }
}, 60_000);

test('over TLS, server and page come through the same relay, whose certificate they check', async () => {
  await using turn = await TurnServer.start();
  process.env['NODE_EXTRA_CA_CERTS'] = turn.certificate;
  const account = `${turn.username}:${encodeURIComponent(turn.credential)}`;
  const servers = turn.url('tls').replace(':', `:${account}@`);
  const browser = await launchChromium(['--ignore-certificate-errors']);
  try {
    await using server = await ServerProcess.start([
      '--source',
      'test:bars2?size=320x240&rate=30',
      '--ice-servers',
      servers,
      '--ice-transport-policy',
      'relay',
    ]);
    await using page = await PlayerPage.open(browser, server.url);
    await page.waitForFrames(30_000);
    expect(turn.count(/ALLOCATE processed, success/)).toBeGreaterThan(1);
    // Over TLS alone: each allocation names its cipher.
    expect(turn.count(/: new, realm=.*method=TLS/)).toBeGreaterThan(1);
    expect(turn.count(/: new, realm=.*method=UDP/)).toBe(0);
  } finally {
    delete process.env['NODE_EXTRA_CA_CERTS'];
    await browser.close();
  }
}, 60_000);

/** Runs in the page before its scripts: a network that lets out nothing but what goes to relays. */
function relayOnly(): void {
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(settings?: RTCConfiguration) {
      super({ ...settings, iceTransportPolicy: 'relay' });
    }
  };
}

test('a page behind a relay over TCP gets another account before its own ends, and plays on in the same session', async () => {
  const secret = 'of the operator';
  await using turn = await TurnServer.start(secret);
  const browser = await launchChromium();
  try {
    await using host = await HostApp.start({
      source: 'test:bars2?size=320x240&rate=30',
      iceServers: [{ urls: turn.url('tcp'), secret, ttlSeconds: 60 }],
    });
    const patches: number[] = [];
    await using page = await PlayerPage.open(browser, host.url, undefined, async (opened) => {
      await opened.addInitScript(relayOnly);
      await opened.route('**/ice-servers', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...((await response.json()) as object), ttlSeconds: 4 } });
      });
      opened.on('response', (response) => {
        if (response.request().method() === 'PATCH') patches.push(response.status());
      });
    });
    await page.waitForFrames(30_000);
    await eventually(
      () => patches,
      (statuses) => statuses.length > 0,
      15_000,
    );
    await page.waitForFrames();
    expect(patches).toEqual([200]);
    const [peer, ...others] = host.service.peers.filter(({ state }) => state === 'connected');
    expect([peer?.transport?.send, others]).toEqual([expect.stringMatching(/^(udp-gso|dgram)$/), []]);
    expect(turn.accounts.size).toBeGreaterThan(1);
  } finally {
    await browser.close();
  }
}, 60_000);
