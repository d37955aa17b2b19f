import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { cleanup } from 'node-datachannel';
import { HostApp } from '../e2e/support/host-app.js';
import { LibDataChannelViewer } from '../support/libdatachannel-viewer.js';
import { postOffer } from '../support/post-offer.js';

const sdp = readFileSync(new URL('../fixtures/offers/firefox-vp8.sdp', import.meta.url), 'utf8');

afterAll(() => {
  // Ends the threads of the library, which would keep the process up.
  cleanup();
});

test.each([
  ['the main thread', false],
  ['a thread of its own', 1],
] as const)(
  '200 offers that never connect, served in %s, keep no viewer out',
  async (_where, threads) => {
    await using host = await HostApp.start({
      source: 'test:bars2',
      resolution: [160, 120],
      frameSizeReduction: 0,
      udpAddress: '127.0.0.1',
      threads,
    });
    for (let round = 0; round < 10; round++) {
      await Promise.allSettled(Array.from({ length: 20 }, () => postOffer(host.url, sdp)));
    }
    using viewer = new LibDataChannelViewer('vp8');
    const startedAtMs = performance.now();
    await viewer.connect((offer) => postOffer(host.url, offer));
    expect(performance.now() - startedAtMs).toBeLessThan(3000);
    await viewer.waitForFrames(5);
    expect(host.service.peers.length).toBeLessThanOrEqual(100);
    expect(host.service.peers.filter(({ state }) => state === 'connected')).toHaveLength(1);
  },
  60_000,
);
