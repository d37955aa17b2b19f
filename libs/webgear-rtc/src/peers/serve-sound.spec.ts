import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { RtpClock } from '../rtp/rtp-clock.js';
import { transportSequenceStamp } from '../rtp/packet-stamp.js';
import { negotiateCodec } from '../sdp/negotiate-codec.js';
import { parseOffer } from '../sdp/parse-offer.js';
import { FakeVideoStream, type FakeVideoStreamSteps } from '../testing/fake-video-stream.js';
import { recordNetwork } from '../testing/recording-sender.js';
import { AudioTrackSender } from './audio-track-sender.js';
import { negotiateMedia, ssrcRanges } from './negotiate-media.js';
import { serveSound } from './serve-sound.js';

const readOffer = (name: string): string =>
  readFileSync(new URL(`../../../../test/fixtures/offers/${name}.sdp`, import.meta.url), 'utf8');
const both = readOffer('chromium-audio-video-data');
const transportWide = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';
const midUri = 'urn:ietf:params:rtp-hdrext:sdes:mid';

describe('the sound of a viewer', () => {
  let fake: FakeVideoStream;

  afterEach(async () => {
    await fake.stream.close();
  });

  const start = (steps: FakeVideoStreamSteps = {}, channels = 1): FakeVideoStream => {
    fake = new FakeVideoStream('fake', 0, steps);
    fake.capture.info = {
      width: 640,
      height: 360,
      framerate: 30,
      live: true,
      ...(channels > 0 && { audio: { sampleRateHz: 48_000, channels } }),
    };
    return fake;
  };
  const serve = (sdp = both, isAdaptive = true) => {
    const offer = parseOffer(sdp, ['h264', 'vp8']);
    const codec = negotiateCodec(offer.video, ['h264', 'vp8']);
    const { congestion } = negotiateMedia(offer, codec, fake.stream.describe().tracks, isAdaptive);
    return serveSound(fake.stream, offer, congestion, fake.clock, 40);
  };
  const session = (served: Awaited<ReturnType<typeof serve>>, stampId = 3) => {
    const network = recordNetwork();
    const { audio } = served ?? {};
    if (audio === undefined) throw new Error('it has no sound');
    const track = audio.track(transportSequenceStamp(stampId, { next: () => 7 }));
    const sender = new AudioTrackSender({ ...track, ...network, cname: 'cname' });
    return { audio, track, sender, ...network };
  };

  test('is agreed on with numbers of its own, and those of the transport', async () => {
    start();
    const { answered } = (await serve()) ?? {};
    expect(answered).toMatchObject({ sync: true, congestionFeedback: ['transport-cc'] });
    expect(answered?.negotiated).toMatchObject({ codec: 'opus', channels: 1, payloadType: 111 });
    expect(answered?.extensions).toEqual([
      { id: 4, uri: midUri },
      { id: 3, uri: transportWide },
    ]);
    const [least, end] = ssrcRanges.audio;
    expect(answered?.ssrc).toBeGreaterThanOrEqual(least);
    expect(answered?.ssrc).toBeLessThan(end);
  });

  test('has no numbers of the transport where the video has none, or the viewer calls them otherwise', async () => {
    start();
    expect((await serve(both, false))?.answered).toMatchObject({
      extensions: [{ id: 4, uri: midUri }],
      congestionFeedback: [],
    });
    const [session0 = '', sound = '', ...others] = both.split(/^(?=m=)/m);
    const otherId = [session0, sound.replace('a=extmap:3 ', 'a=extmap:9 '), ...others].join('');
    const served = await serve(otherId);
    expect(served?.answered.congestionFeedback).toEqual([]);
    expect(served?.audio.track(transportSequenceStamp(3, { next: () => 0 })).rtp.stamp).toBeUndefined();
  });

  test.each<[string, FakeVideoStreamSteps, number, string]>([
    ['the stream has it turned off', { audio: false }, 2, both],
    ['the source has none', {}, 0, both],
    ['the viewer wants none', {}, 2, readOffer('chromium-video')],
  ])('is none where %s', async (_case, steps, channels, sdp) => {
    start(steps, channels);
    expect(await serve(sdp)).toBeUndefined();
  });

  test('is in a media stream of its own where it need not be in sync', async () => {
    start({ audioSync: false });
    expect((await serve())?.answered.sync).toBe(false);
  });

  test('is none where the stream cannot say what it has', async () => {
    start();
    fake.stream.audio = () => Promise.reject(new Error('the bus is gone'));
    expect(await serve()).toBeUndefined();
  });

  test('comes once the viewer is connected, also where it begins later, and ends with it', async () => {
    start();
    const { audio, sender, sent, packets } = session(await serve());
    let reports = 0;
    await fake.deliverAudio();
    expect(fake.audioSources).toHaveLength(0);
    audio.start(sender, () => reports++);
    await fake.clock.advance(0);
    expect([sent.length, reports]).toEqual([0, 0]);
    await fake.deliverAudio();
    await fake.deliverAudio();
    expect([sent.length, reports]).toEqual([2, 1]);
    expect(packets[0]?.header.readUInt32BE(4)).toBe(new RtpClock(0, 0, 48_000).timestamp(1_040_000));
    expect(audio.snapshot()).toEqual({ codec: 'opus', packetsSent: 2, bytesSent: 2, fractionLost: 0 });
    audio.release();
    await fake.deliverAudio();
    expect([sent.length, fake.audioSources.map(({ closed }) => closed)]).toEqual([2, [true]]);
  });

  test('that the stream does not have any more leaves the viewer as it is', async () => {
    start();
    const { audio, sender, sent } = session(await serve());
    fake.stream.subscribe = () => {
      throw new Error('there is no such rendition');
    };
    audio.start(sender, () => undefined);
    await fake.deliverAudio();
    expect([sent.length, audio.snapshot().packetsSent]).toEqual([0, 0]);
    audio.release();
  });
});
