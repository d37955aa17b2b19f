import { expect, test } from '@jest/globals';
import { MediaSession } from '../../libs/webgear-rtc/src/peers/media-session.js';
import { encodeBye, encodeSenderReport } from '../../libs/webgear-rtc/src/peers/rtcp/sender-report.js';
import { SrtcpChannel } from '../../libs/webgear-rtc/src/transport/srtp/srtcp-channel.js';
import { SrtpProfile } from '../../libs/webgear-rtc/src/transport/srtp/srtp-profile.js';
import { FramePacer } from '../../libs/webgear-rtc/src/rtp/frame-pacer.js';
import { batchPayloads } from '../../libs/webgear-rtc/src/rtp/gso-batches.js';
import { RtpClock } from '../../libs/webgear-rtc/src/rtp/rtp-clock.js';
import { VirtualCaptureClock } from '../../libs/webgear-rtc/src/testing/virtual-capture-clock.js';
import { fuzz } from './support/fuzz.js';

const [ssrc, audioSsrc] = [0x1111, 0x3333];
const local = { key: Buffer.alloc(16, 1), salt: Buffer.alloc(12, 2) };
const remote = { key: Buffer.alloc(16, 3), salt: Buffer.alloc(12, 4) };
const profile = SrtpProfile.AeadAes128Gcm;

const samples: Buffer[] = [
  '81c9000700000001000011114000000500012345 00000010abcd123400008000',
  '81cd00030000000100001111000a0005',
  '81ce00020000000100001111',
  '84ce000400000001000000000000111107000000',
  '8fcd0004000000010000111100010001 00000000',
  '8fce00050000000100000000 52454d420100000000001111',
  '80cf000400000001 04000002 0123456789abcdef',
  '83cd0004000000010000000000001111 0c030d28',
  '82c9000d00000001000011110000000000000000 000000000000000000000000 000033330000000000000000 000000000000000000000000',
  '81cd00030000000100003333000a0005',
].map((text) => Buffer.from(text.replaceAll(' ', ''), 'hex'));
samples.push(Buffer.concat(samples), encodeBye(ssrc, 'cname'));
samples.push(
  encodeSenderReport({
    ssrc,
    ntpSeconds: 1,
    ntpFraction: 2,
    rtpTimestamp: 3,
    packetsSent: 4,
    bytesSent: 5,
    cname: 'a',
  }),
);

function createSession(): MediaSession {
  const session = new MediaSession(
    { profile, local, remote },
    {
      rtp: { ssrc, payloadType: 96, rtx: { ssrc: 0x2222, payloadType: 97 }, extensions: [] },
      audio: {
        rtp: { ssrc: audioSsrc, payloadType: 111, extensions: [] },
        clock: new RtpClock(0, 0, 48_000),
      },
      cname: 'cname',
      clock: new RtpClock(0, 0),
      route: { sending: 'dgram', writable: true, reserve: (bytes) => Buffer.alloc(bytes), send: () => true },
      pacer: new FramePacer(new VirtualCaptureClock()),
      send: () => undefined,
      onKeyFrameRequest: () => undefined,
      onBye: () => undefined,
    },
  );
  const cut = batchPayloads([Buffer.alloc(100), Buffer.alloc(100)]);
  const frame = { codec: 'vp8', keyFrame: true, captureTimeUs: 0, rtpTimestamp: 0, ...cut } as const;
  for (let sent = 0; sent < 20; sent++) {
    session.video.sendFrame(frame, 0);
    session.audio?.sendFrame(frame, 0);
  }
  return session;
}

test('a viewer that reports nonsense, properly encrypted, breaks nothing', async () => {
  const session = createSession();
  const viewer = new SrtcpChannel(profile, remote, local);
  let nowUs = 0;
  await fuzz({
    name: 'rtcp',
    samples,
    feed: (input) => {
      // Shorter ones are no RTCP: werift's encryption, which is not what is tried here, wants a header.
      if (input.length < 8) return;
      session.handleRtcp(viewer.protect(input), (nowUs += 1000));
    },
  });
  expect(session.handleRtcp(viewer.protect(Buffer.from('81ce00020000000100001111', 'hex')), nowUs)).toBe(
    true,
  );
}, 600_000);

test('a stranger who sends what looks like RTCP breaks nothing', async () => {
  const session = createSession();
  const stranger = new SrtcpChannel(profile, local, remote);
  await fuzz({
    name: 'srtcp',
    samples: samples.map((sample) => stranger.protect(sample)),
    feed: (input) => expect(session.handleRtcp(input, 0)).toBe(false),
  });
}, 600_000);
