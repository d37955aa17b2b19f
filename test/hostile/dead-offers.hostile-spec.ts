import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { cleanup } from 'node-datachannel';
import { HostApp } from '../e2e/support/host-app.js';
import { LibDataChannelViewer } from '../support/libdatachannel-viewer.js';
import { postOffer, postWhepOffer } from '../support/post-offer.js';

const sdp = readFileSync(new URL('../fixtures/offers/firefox-vp8.sdp', import.meta.url), 'utf8');
/** An offer that waits is evicted by the 64th after it: this leaves a viewer three seconds to connect. */
const floodEveryMs = 50;

afterAll(() => {
  // Ends the threads of the library, which would keep the process up.
  cleanup();
});

/** Offers that never connect, one after the other until it is disposed of. */
class Flood implements AsyncDisposable {
  private over = false;
  private readonly sending = this.send();

  constructor(private readonly offer: () => Promise<unknown>) {}

  private async send(): Promise<void> {
    while (!this.over) {
      await new Promise((resolve) => setTimeout(resolve, floodEveryMs));
      await this.offer().catch(() => undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.over = true;
    await this.sending;
  }
}

test.each([
  ['offer', 'the main thread', postOffer, false],
  ['offer', 'a thread of its own', postOffer, 1],
  ['whep', 'the main thread', postWhepOffer, false],
  ['whep', 'a thread of its own', postWhepOffer, 1],
] as const)(
  'offers to %s that never connect, served in %s, keep no viewer out of the only place',
  async (_route, _where, post, threads) => {
    await using host = await HostApp.start({
      source: 'test:bars2',
      resolution: [160, 120],
      frameSizeReduction: 0,
      udpAddress: '127.0.0.1',
      keepWarm: true,
      maxPeers: 1,
      threads,
    });
    const deadOffer = (): Promise<unknown> => post(host.url, sdp);
    for (let round = 0; round < 6; round++) {
      await Promise.allSettled(Array.from({ length: 20 }, deadOffer));
    }
    const waiting = host.service.peers.filter(({ state }) => state === 'connecting');
    expect([waiting.length <= 64, waiting.length >= 32]).toEqual([true, true]);
    using viewer = new LibDataChannelViewer('vp8');
    {
      await using _flood = new Flood(deadOffer);
      await viewer.connect((offer) => post(host.url, offer));
      await viewer.waitForFrames(5);
    }
    expect(host.service.peers.filter(({ state }) => state === 'connected')).toHaveLength(1);
    // Its place is taken now.
    await expect(deadOffer()).rejects.toThrow(/503.*WGR_TOO_MANY_PEERS/);
  },
  60_000,
);
