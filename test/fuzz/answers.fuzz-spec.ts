import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { VideoStreamRegistry } from '../../libs/webgear-rtc/src/broadcast/video-stream-registry.js';
import { WebGearRtcError } from '../../libs/webgear-rtc/src/errors/webgear-rtc.error.js';
import { resolveOptions } from '../../libs/webgear-rtc/src/options/resolve-options.js';
import { PeerManagerService } from '../../libs/webgear-rtc/src/peer-manager.service.js';
import { FakeVideoStream } from '../../libs/webgear-rtc/src/testing/fake-video-stream.js';
import { faultsOfAnswer } from '../support/check-answer.js';
import { fuzz } from './support/fuzz.js';
import { mutateOffer } from './support/mutate-offer.js';

const folder = new URL('../fixtures/offers/', import.meta.url);
const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.sdp'))
  .map((name) => readFileSync(new URL(name, folder)));

test('what is answered to an offer of any client is an answer to that offer', async () => {
  const { stream, capture } = new FakeVideoStream();
  const audio = { sampleRateHz: 8000, channels: 1, codec: 'pcmu' } as const;
  capture.info = { width: 640, height: 360, framerate: 30, live: true, audio };
  const streams = new VideoStreamRegistry([stream]);
  const manager = new PeerManagerService(
    resolveOptions({ source: 'test:', udpAddress: '127.0.0.1' }),
    streams,
  );
  // Loads what answers, and says nothing about an offer.
  await manager.connect(stream.name, { sdp: samples[0]?.toString('utf8') ?? '' });
  const outcomes = { answered: 0, refused: 0 };
  await fuzz({
    name: 'answers',
    samples,
    mutate: mutateOffer,
    inputs: 1000,
    feed: async (input) => {
      const offer = input.toString('utf8');
      try {
        const answer = await manager.connect(stream.name, { sdp: offer });
        manager.closePeer(answer.sessionToken);
        const faults = faultsOfAnswer(offer, answer.sdp);
        if (faults.length > 0) throw new Error(`${faults.join('; ')} in\n${answer.sdp}\nto\n${offer}`);
        outcomes.answered++;
      } catch (error) {
        if (!(error instanceof WebGearRtcError) || error.status >= 500) throw error;
        outcomes.refused++;
      }
    },
  });
  await manager.close();
  await streams.close();
  expect(outcomes.answered).toBeGreaterThan(250);
  expect(outcomes.refused).toBeGreaterThan(25);
}, 600_000);
