import { networkInterfaces } from 'node:os';
import { afterAll, describe, expect, test } from '@jest/globals';
import { cleanup } from 'node-datachannel';
import { HostApp } from '../e2e/support/host-app.js';
import { decodeFrames } from '../support/decode-frames.js';
import { LibDataChannelViewer } from '../support/libdatachannel-viewer.js';
import { postOffer } from '../support/post-offer.js';

const source = { source: 'test:bars2', resolution: [160, 120], frameSizeReduction: 0 } as const;
const hasIpv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
);

// Ends the threads of the library, which would keep the process up.
afterAll(() => cleanup());

describe.each([
  ['the main thread', false],
  ['a thread of its own', 1],
] as const)('a viewer that has IPv6 alone, served in %s,', (_where, threads) => {
  test('gets frames that a decoder takes', async () => {
    // The machine of the tests has it; if one does not, this is to be seen and not to be passed over.
    expect(hasIpv6).toBe(true);
    await using host = await HostApp.start({ ...source, threads });
    using viewer = new LibDataChannelViewer('vp8', { iceServers: [] }, '::1');
    let candidates: string[] = [];
    await viewer.connect(async (sdp) => {
      expect(sdp).toMatch(/^a=candidate:.* ::1 \d+ typ host/m);
      const answer = await postOffer(host.url, sdp);
      candidates = [...answer.matchAll(/^a=candidate:\S+ 1 (udp|tcp) \d+ (\S+)/gm)].map(
        ([, protocol, address]) => `${protocol} ${address}`,
      );
      return answer.replaceAll(/^a=candidate:(?!.* ::1 ).*\r\n/gm, '');
    });
    expect(candidates).toEqual(expect.arrayContaining(['udp 127.0.0.1', 'udp ::1', 'tcp ::1']));
    const frames = await viewer.waitForFrames(10);
    expect(decodeFrames('vp8', frames).frames).toBe(frames.length);
    expect(host.service.peers[0]?.transport?.send).toBe('dgram');
  }, 60_000);
});
