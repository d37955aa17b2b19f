import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { VideoStreamRegistry } from '../../libs/webgear-rtc/src/broadcast/video-stream-registry.js';
import { resolveOptions } from '../../libs/webgear-rtc/src/options/resolve-options.js';
import { PeerManagerService } from '../../libs/webgear-rtc/src/peer-manager.service.js';
import { FakeVideoStream } from '../../libs/webgear-rtc/src/testing/fake-video-stream.js';

const offer = readFileSync(
  new URL('../fixtures/offers/chromium-audio-video-data.sdp', import.meta.url),
  'utf8',
);
const [session = '', sound = '', video = '', data = ''] = offer.split(/^(?=m=)/m);
const numbered = (section: string, mid: string): string =>
  section.replace(/^a=mid:.*$/m, `a=mid:${mid}`).replaceAll(/^a=candidate:.*\r\n/gm, '');
const grouped = (mids: readonly string[], sections: readonly string[]): string =>
  session.replace(/^a=group:.*$/m, `a=group:BUNDLE ${mids.join(' ')}`) + sections.join('');
const many = Array.from({ length: 62 }, (_, at) => String(at + 2));

let fake: FakeVideoStream;
let streams: VideoStreamRegistry;
let manager: PeerManagerService;

beforeEach(async () => {
  fake = new FakeVideoStream();
  const audio = { sampleRateHz: 8000, channels: 1, codec: 'pcmu' } as const;
  fake.capture.info = { width: 640, height: 360, framerate: 30, live: true, audio };
  streams = new VideoStreamRegistry([fake.stream]);
  manager = new PeerManagerService(
    resolveOptions({ source: 'test:bars2', udpAddress: '127.0.0.1' }),
    streams,
  );
  // The first opens the port and tries the ciphers, which says nothing about an offer.
  await manager.connect(fake.stream.name, { sdp: offer });
});

afterEach(async () => {
  await manager.close();
  await streams.close();
});

test.each<[what: string, sdp: string, sounding: number]>([
  [
    '63 sections for sound',
    grouped(['0', '1', ...many], [sound, video, ...many.map((mid) => numbered(sound, mid))]),
    1,
  ],
  ['the mid of the video on the sound', grouped(['1'], [numbered(sound, '1'), video]), 0],
  [
    'a mid that no header extension carries',
    grouped(['x'.repeat(2000), '1'], [numbered(sound, 'x'.repeat(2000)), video]),
    1,
  ],
  ['the payload type of the video for the sound', offer.replaceAll('111', '108'), 1],
  [
    'the ids of other extensions for the sound',
    grouped(['0', '1'], [sound.replaceAll('a=extmap:3 ', 'a=extmap:5 '), video]),
    1,
  ],
  ['a hundred thousand channels', offer.replace('opus/48000/2', 'opus/48000/100000'), 1],
  ['numbers beyond all payload types', offer.replace(' 111 63 9 0 8', ' 111111111111 63 9 300 8'), 0],
  [
    'the sound of another transport',
    grouped(['0', '1'], [sound.replace('UDP/TLS/RTP/SAVPF', 'RTP/AVP'), video, data]),
    0,
  ],
  ['a thousand formats', grouped(['0', '1'], [sound.replace(' 126\r', `${' 96'.repeat(500)}\r`), video]), 1],
])('an offer with %s is answered, and another viewer after it', async (_what, sdp, sounding) => {
  const before = process.cpuUsage();
  const answer = await manager.connect(fake.stream.name, { sdp });
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(500);
  const sections = answer.sdp.split(/^(?=m=)/m).slice(1);
  expect(sections).toHaveLength(sdp.split(/^(?=m=)/m).length - 1);
  const sending = sections.filter((section) => section.includes('a=sendonly'));
  expect(sending.filter((section) => section.startsWith('m=video'))).toHaveLength(1);
  expect(sending.filter((section) => section.startsWith('m=audio'))).toHaveLength(sounding);
  expect((await manager.connect(fake.stream.name, { sdp: offer })).sdp).toMatch(
    /m=audio [^]*a=sendonly[^]*m=video/,
  );
});
