import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { VideoStreamRegistry } from '../../libs/webgear-rtc/src/broadcast/video-stream-registry.js';
import { WebGearRtcError } from '../../libs/webgear-rtc/src/errors/webgear-rtc.error.js';
import { resolveOptions } from '../../libs/webgear-rtc/src/options/resolve-options.js';
import { PeerManagerService } from '../../libs/webgear-rtc/src/peer-manager.service.js';
import {
  encodeTrickleFragment,
  parseTrickleFragment,
} from '../../libs/webgear-rtc/src/signaling/sdp-endpoint/trickle-fragment.js';
import { FakeVideoStream } from '../../libs/webgear-rtc/src/testing/fake-video-stream.js';
import { fuzz } from './support/fuzz.js';

const offer = readFileSync(new URL('../fixtures/offers/firefox-vp8.sdp', import.meta.url), 'utf8');
const candidate = 'a=candidate:1 1 udp 2130706431 192.0.2.7 50000 typ host';
const samples = [
  [
    'a=ice-ufrag:abcd',
    'a=ice-pwd:0123456789abcdefghijkl',
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'a=mid:0',
    candidate,
  ],
  [candidate, `${candidate} generation 0 ufrag abcd network-id 1`, 'a=end-of-candidates'],
].map((lines) => Buffer.from(lines.join('\r\n')));

test('a fragment of whatever form is taken, restarts ICE, or is refused with a reason of ours', async () => {
  const { stream } = new FakeVideoStream();
  const streams = new VideoStreamRegistry([stream]);
  const manager = new PeerManagerService(
    resolveOptions({ source: 'test:', udpAddress: '127.0.0.1' }),
    streams,
  );
  const { sessionToken } = await manager.connect(stream.name, { sdp: offer });
  const outcomes = { taken: 0, restarted: 0, refused: 0 };
  await fuzz({
    name: 'fragments',
    samples,
    feed: async (input) => {
      try {
        const { usernameFragment, password, candidates, section } = parseTrickleFragment(
          input.toString('utf8'),
        );
        manager.addCandidates(sessionToken, candidates);
        outcomes.taken++;
        if (usernameFragment === undefined || password === undefined) return;
        const remote = { usernameFragment, password, candidates };
        const answer = await manager.restartIce(sessionToken, remote, '127.0.0.1');
        if (answer === undefined) throw new Error('The peer is gone');
        // What is repeated of the fragment adds no lines of its own.
        const lines = encodeTrickleFragment(answer, section).split(/[\r\n]+/);
        if (lines.length > 7 + answer.candidates.length) throw new Error(lines.join('\n'));
        outcomes.restarted++;
      } catch (error) {
        if (!(error instanceof WebGearRtcError) || error.status >= 500) throw error;
        outcomes.refused++;
      }
    },
  });
  await manager.close();
  await streams.close();
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(100);
}, 600_000);
