import { expect, test } from '@jest/globals';
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
