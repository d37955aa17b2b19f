import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { faultsOfAnswer } from '../../../test/support/check-answer.js';
import { offerVariants } from '../../../test/support/offer-variants.js';
import { VideoStreamRegistry } from './broadcast/video-stream-registry.js';
import { resolveOptions } from './options/resolve-options.js';
import { PeerManagerService } from './peer-manager.service.js';
import { FakeVideoStream } from './testing/fake-video-stream.js';

const folder = new URL('../../../test/fixtures/offers/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(`${name}.sdp`, folder), 'utf8');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.sdp'))
  .map((name) => name.slice(0, -'.sdp'.length));

let streams: VideoStreamRegistry;
let manager: PeerManagerService;

beforeAll(() => {
  const fake = new FakeVideoStream();
  const audio = { sampleRateHz: 8000, channels: 1, codec: 'pcmu' } as const;
  fake.capture.info = { width: 640, height: 360, framerate: 30, live: true, audio };
  streams = new VideoStreamRegistry([fake.stream]);
  manager = new PeerManagerService(
    resolveOptions({ source: 'test:', udpAddress: '127.0.0.1', maxPeers: 10_000 }),
    streams,
  );
});

afterAll(async () => {
  await manager.close();
  await streams.close();
});

async function answerTo(sdp: string): Promise<string> {
  const { sdp: answer, sessionToken } = await manager.connect('fake', { sdp });
  manager.closePeer(sessionToken);
  return answer;
}

describe.each(names)('the offer %s', (name) => {
  test.each(Object.keys(offerVariants))('is answered as a browser expects it, %s', async (variant) => {
    const sdp = offerVariants[variant]?.(read(name)) ?? '';
    const answer = await answerTo(sdp);
    // The other parser knows lines that end with CR, but not its line as a whole.
    expect(faultsOfAnswer(sdp.replaceAll(/\r\n|\n|\r/g, '\r\n'), answer)).toEqual([]);
  });
});

test('what is sent by a publisher is no offer to watch', async () => {
  await expect(answerTo(read('publishing/obs-whip'))).rejects.toMatchObject({ code: 'WGR_SDP_UNSUPPORTED' });
});
