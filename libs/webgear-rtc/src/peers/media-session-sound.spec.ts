import { beforeEach, describe, expect, test } from '@jest/globals';
import { FramePacer } from '../rtp/frame-pacer.js';
import { batchPayloads } from '../rtp/gso-batches.js';
import { transportSequenceStamp } from '../rtp/packet-stamp.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { SrtcpChannel } from '../transport/srtp/srtcp-channel.js';
import { SrtpProfile } from '../transport/srtp/srtp-profile.js';
import { MediaSession } from './media-session.js';

const [videoSsrc, audioSsrc] = [0x1111, 0x3333];
const profile = SrtpProfile.AeadAes128Gcm;
const local = { key: Buffer.alloc(16, 1), salt: Buffer.alloc(12, 2) };
const remote = { key: Buffer.alloc(16, 3), salt: Buffer.alloc(12, 4) };
const wallClockUs = 1_700_000_000_000_000;

describe('a session with sound', () => {
  let session: MediaSession;
  let clock: VirtualCaptureClock;
  let media: Buffer[];
  let reports: Buffer[];
  let heard: unknown[];
  let viewer: SrtcpChannel;
  let numbers: number;

  beforeEach(() => {
    [media, reports, heard, numbers] = [[], [], [], 0];
    viewer = new SrtcpChannel(profile, remote, local);
    clock = new VirtualCaptureClock(5_000_000);
    const stamp = transportSequenceStamp(3, {
      next: (_nowUs, { packets }) => (numbers += packets) - packets,
    });
    session = new MediaSession(
      { profile, local, remote },
      {
        rtp: {
          ssrc: videoSsrc,
          payloadType: 96,
          rtx: { ssrc: 0x2222, payloadType: 97 },
          extensions: [],
          stamp,
        },
        audio: {
          rtp: { ssrc: audioSsrc, payloadType: 111, extensions: [], stamp },
          clock: new RtpClock(wallClockUs, 1_000, 48_000),
        },
        cname: 'cname',
        clock: new RtpClock(wallClockUs, 9_000_000),
        route: {
          sending: 'dgram',
          writable: true,
          reserve: (bytes) => Buffer.alloc(bytes),
          send: (packets, packetBytes) => {
            for (let at = 0; at < packets.length; at += packetBytes) media.push(packets.subarray(at));
            return true;
          },
        },
        pacer: new FramePacer(clock),
        send: (datagram) => reports.push(viewer.unprotect(datagram) ?? Buffer.alloc(0)),
        onKeyFrameRequest: () => heard.push('key frame'),
        onBye: () => heard.push('bye'),
        path: {
          onTransportFeedback: () => heard.push('feedback'),
          onReceiverReport: (lost) => heard.push(['report', lost]),
          onReceiverEstimate: () => heard.push('estimate'),
          onBitrateLimit: () => heard.push('limit'),
        },
      },
    );
  });

  const ssrcOf = (packet: Buffer): number => packet.readUInt32BE(8);
  const video = (packets: number): void => {
    const payloads = Array.from({ length: packets }, () => Buffer.alloc(1150));
    session.video.sendFrame(
      {
        codec: 'vp8',
        keyFrame: true,
        captureTimeUs: clock.nowUs(),
        rtpTimestamp: 0,
        ...batchPayloads(payloads),
      },
      clock.nowUs(),
    );
  };
  const audio = (): void =>
    session.audio?.sendFrame(
      {
        codec: 'opus',
        keyFrame: true,
        captureTimeUs: clock.nowUs(),
        rtpTimestamp: 0,
        ...batchPayloads([Buffer.alloc(160)]),
      },
      clock.nowUs(),
    );
  const hears = (hex: string): boolean =>
    session.handleRtcp(viewer.protect(Buffer.from(hex.replaceAll(' ', ''), 'hex')), clock.nowUs());
  const block = (ssrc: number, lost: number): string =>
    `${ssrc.toString(16).padStart(8, '0')} ${lost.toString(16)}000000 00000000 00000000 00000000 00000000`;

  test('does not let it wait behind a key frame', () => {
    video(300);
    const before = media.length;
    expect(before).toBeLessThan(300);
    expect(session.video.queueUs).toBeGreaterThan(0);
    audio();
    expect(media.slice(before).map(ssrcOf)).toEqual([audioSsrc]);
  });

  test('counts the packets of both with the same numbers', () => {
    video(2);
    audio();
    video(1);
    expect(media.map(ssrcOf)).toEqual([videoSsrc, videoSsrc, audioSsrc, videoSsrc]);
    expect(media.map((packet) => packet.subarray(16, 19).toString('hex'))).toEqual(
      [0, 1, 2, 3].map((number) => `31000${number}`),
    );
  });

  test('reports on both in one compound packet, of one instant, each on its own clock', () => {
    audio();
    session.sendReport(clock.nowUs());
    expect(reports).toHaveLength(1);
    const compound = reports[0] ?? Buffer.alloc(0);
    // A sender report of 28 bytes, then a description of 16.
    const [one, other] = [compound.subarray(0, 28), compound.subarray(44, 72)];
    expect([one, other].map((report) => report.subarray(0, 4).toString('hex'))).toEqual([
      '80c80006',
      '80c80006',
    ]);
    expect([one, other].map((report) => report.readUInt32BE(4))).toEqual([videoSsrc, audioSsrc]);
    expect(other.subarray(8, 16)).toEqual(one.subarray(8, 16));
    expect(one.readUInt32BE(8)).toBe(2_208_988_800 + (wallClockUs + 5_000_000) / 1_000_000);
    expect(one.readUInt32BE(16)).toBe(9_000_000 + 5 * 90_000);
    expect(other.readUInt32BE(16)).toBe(1_000 + 5 * 48_000);
    expect([other.readUInt32BE(20), other.readUInt32BE(24)]).toEqual([1, 160]);
  });

  test('keeps the reports of both apart, and concludes nothing about the path from that on the sound', () => {
    hears(`82c9000d 00000001 ${block(videoSsrc, 0x40)} ${block(audioSsrc, 0x80)}`);
    expect(heard).toEqual([['report', 0.25]]);
    expect(session.counters()).toMatchObject({ fractionLost: 0.25, audio: { fractionLost: 0.5 } });
    hears(`81c90007 00000002 ${block(audioSsrc, 0xff)}`);
    expect(heard).toHaveLength(1);
    expect(session.counters().fractionLost).toBe(0.25);
  });

  test('stops to name a track once the viewer has reported on that one', () => {
    const lengthOf = (): number => {
      audio();
      return media.at(-1)?.length ?? 0;
    };
    const before = lengthOf();
    hears(`81c90007 00000001 ${block(videoSsrc, 0)}`);
    expect(lengthOf()).toBe(before);
  });

  test('sends no sound again, and takes no request for it as one for the video', () => {
    audio();
    const number = media[0]?.subarray(2, 4).toString('hex');
    hears(`81cd0003 00000001 0000${audioSsrc.toString(16)} ${number}0000`);
    hears(`81ce0002 00000001 0000${audioSsrc.toString(16)}`);
    hears(`83cd 0004 00000001 00000000 0000${audioSsrc.toString(16)} 0c030d28`);
    expect([media.length, heard, reports]).toEqual([1, [], []]);
  });

  test('says that both have ended, and sends nothing afterwards', () => {
    session.close();
    const ended = (reports[0] ?? Buffer.alloc(0)).toString('hex');
    expect(ended.match(/81cb0001(.{8})/g)).toEqual(['81cb000100001111', '81cb000100003333']);
    audio();
    expect(media).toEqual([]);
  });
});
