import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { VideoStreamRegistry } from '../../libs/webgear-rtc/src/broadcast/video-stream-registry.js';
import { WebGearRtcError } from '../../libs/webgear-rtc/src/errors/webgear-rtc.error.js';
import { resolveOptions } from '../../libs/webgear-rtc/src/options/resolve-options.js';
import { PeerManagerService } from '../../libs/webgear-rtc/src/peer-manager.service.js';
import { FakeVideoStream } from '../../libs/webgear-rtc/src/testing/fake-video-stream.js';
import { fuzz } from './support/fuzz.js';

const folder = new URL('../fixtures/offers/', import.meta.url);
const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.sdp'))
  .map((name) => readFileSync(new URL(name, folder)));

test('an offer of whatever form is answered, or refused with a reason of ours', async () => {
  const { stream, capture } = new FakeVideoStream();
  const audio = { sampleRateHz: 8000, channels: 1, codec: 'pcmu' } as const;
  capture.info = { width: 640, height: 360, framerate: 30, live: true, audio };
  const streams = new VideoStreamRegistry([stream]);
  const manager = new PeerManagerService(
    resolveOptions({ source: 'test:', udpAddress: '127.0.0.1' }),
    streams,
  );
  let answered = 0;
  let refused = 0;
  let sounding = 0;
  await fuzz({
    name: 'offers',
    samples,
    feed: async (input) => {
      try {
        const answer = await manager.connect(stream.name, { sdp: input.toString('utf8') });
        answered++;
        if (/^m=audio [^]*^a=sendonly/m.test(answer.sdp.split(/^m=video/m)[0] ?? '')) sounding++;
        manager.closePeer(answer.sessionToken);
      } catch (error) {
        if (!(error instanceof WebGearRtcError) || error.status >= 500) throw error;
        refused++;
      }
    },
  });
  await manager.close();
  await streams.close();
  // Both ways have been tried.
  expect(answered).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(100);
  expect(sounding).toBeGreaterThan(100);
}, 600_000);
