import { beforeEach, describe, expect, test } from '@jest/globals';
import { SrtpSession } from 'werift';
import { FramePacer } from '../rtp/frame-pacer.js';
import { batchPayloads } from '../rtp/gso-batches.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { MediaSession } from './media-session.js';
import { SrtcpChannel } from '../transport/srtp/srtcp-channel.js';
import { SrtpProfile } from '../transport/srtp/srtp-profile.js';

const ssrc = 0x1111;
const rtx = { ssrc: 0x2222, payloadType: 97 };
const profile = SrtpProfile.AeadAes128Gcm;
const local = { key: Buffer.alloc(16, 1), salt: Buffer.alloc(12, 2) };
const remote = { key: Buffer.alloc(16, 3), salt: Buffer.alloc(12, 4) };

describe('a media session', () => {
  let session: MediaSession;
  let sent: Buffer[];
  let events: string[];
  let viewer: SrtcpChannel;
  let clock: VirtualCaptureClock;
  let path: unknown[][];

  beforeEach(() => {
    [sent, events, path] = [[], [], []];
    viewer = new SrtcpChannel(profile, remote, local);
    clock = new VirtualCaptureClock();
    session = new MediaSession(
      { profile, local, remote },
      {
        rtp: { ssrc, payloadType: 96, rtx, extensions: [{ id: 4, data: Buffer.from('0') }] },
        cname: 'cname',
        clock: new RtpClock(0, 0),
        route: {
          sending: 'dgram',
          writable: true,
          reserve: (bytes) => Buffer.alloc(bytes),
          send: (packets) => sent.push(packets) > 0,
        },
        pacer: new FramePacer(clock),
        send: (datagram) => sent.push(datagram),
        onKeyFrameRequest: () => events.push('key frame'),
        onBye: () => events.push('bye'),
        path: {
          onTransportFeedback: (packet) => path.push(['feedback', packet.toString('hex')]),
          onReceiverReport: (lost, roundTripMs) => path.push(['report', lost, roundTripMs]),
          onReceiverEstimate: (bps) => path.push(['estimate', bps]),
          onBitrateLimit: (bps) => path.push(['limit', bps]),
        },
      },
    );
  });

  const frame = (text: string) => ({
    codec: 'vp8' as const,
    keyFrame: false,
    captureTimeUs: 0,
    rtpTimestamp: 90_000,
    ...batchPayloads([Buffer.from(text)]),
  });
  const hears = (hex: string, nowUs = 0): boolean =>
    session.handleRtcp(viewer.protect(Buffer.from(hex.replaceAll(' ', ''), 'hex')), nowUs);
  const report = (about: string, lastSenderReport: string, delay: string): string =>
    `81c90007 00000001 ${about} 80000000 00000000 00000000 ${lastSenderReport} ${delay}`;
  const middleBits = (rtcp: Buffer | undefined): string => rtcp?.subarray(10, 14).toString('hex') ?? '';

  test('sends frames that the viewer can decrypt', () => {
    session.video.sendFrame(frame('payload'), 0);
    const keys = {
      localMasterKey: remote.key,
      localMasterSalt: remote.salt,
      remoteMasterKey: local.key,
      remoteMasterSalt: local.salt,
    };
    const packet = new SrtpSession({ profile, keys }).decrypt(sent[0] ?? Buffer.alloc(0));
    expect(packet.subarray(-7).toString()).toBe('payload');
  });

  test('sends again what the viewer names as lost', () => {
    session.video.sendFrame(frame('payload'), 0);
    const sequenceNumber = sent[0]?.subarray(2, 4).toString('hex');
    expect(hears(`81cd0003 00000001 00001111 ${sequenceNumber}0000`)).toBe(true);
    expect(sent).toHaveLength(2);
    expect(sent[1]?.readUInt32BE(8)).toBe(rtx.ssrc);
    expect(session.counters().packetsRetransmitted).toBe(1);
  });

  describe('that sends frames of a GOP faster than live to a peer that joins', () => {
    const payloads = (count: number): Buffer[] => Array.from({ length: count }, () => Buffer.alloc(1150));
    const join = (nowUs: number): void => {
      for (let at = 0; at < 90; at++) {
        const captureTimeUs = (at * 1_000_000) / 30;
        const size = batchPayloads(payloads(16));
        session.video.sendFrame(
          {
            codec: 'vp8',
            keyFrame: at === 0,
            catchUp: true,
            captureTimeUs,
            rtpTimestamp: at * 3000,
            ...size,
          },
          nowUs,
        );
      }
    };
    /** How many runs leave in the second after a report. */
    const sentAfter = async (hear: () => void): Promise<number> => {
      join(clock.nowUs());
      await clock.advance(20);
      hear();
      const before = sent.length;
      await clock.advance(500);
      return sent.length - before;
    };
    const middle = (nowUs: number, backMs: number): string =>
      Math.round(((nowUs - backMs * 1000) * 0x10000) / 1_000_000 + 0x7e80 * 0x10000)
        .toString(16)
        .padStart(8, '0');

    test('goes on at ten times the rate while nothing is lost', async () => {
      expect(await sentAfter(() => undefined)).toBeGreaterThan(60);
    });

    test.each<[sign: string, rtcp: () => string]>([
      ['a packet is asked for again', () => `81cd0003 00000001 00001111 ${'0001'}0000`],
      ['a report names a loss', () => report('00001111', '00000000', '00000000')],
    ])('falls back when %s', async (_sign, rtcp) => {
      expect(await sentAfter(() => hears(rtcp(), clock.nowUs()))).toBeLessThan(25);
    });

    test('falls back when round trips grow by more than jitter', async () => {
      const noLoss = (backMs: number): string =>
        `81c90007 00000001 00001111 00000000 00000000 00000000 ${middle(clock.nowUs(), backMs)} 00000000`;
      await clock.advance(1000);
      hears(noLoss(10), clock.nowUs());
      expect(session.counters().roundTripTimeMs).toBeCloseTo(10, 0);
      expect(await sentAfter(() => hears(noLoss(30), clock.nowUs()))).toBeGreaterThan(60);
      expect(await sentAfter(() => hears(noLoss(100), clock.nowUs()))).toBeLessThan(25);
    });
  });

  test('reports requests for a key frame and BYE', () => {
    hears('81ce0002 00000001 00001111');
    hears('84ce0004 00000001 00000000 00001111 07000000');
    hears('81cb0001 00000001');
    expect(events).toEqual(['key frame', 'key frame', 'bye']);
  });

  test('ignores what is about another stream', () => {
    session.video.sendFrame(frame('payload'), 0);
    const sequenceNumber = sent[0]?.subarray(2, 4).toString('hex');
    hears('81ce0002 00000001 00003333');
    hears('84ce0004 00000001 00000000 00003333 07000000');
    hears(`81cd0003 00000001 00003333 ${sequenceNumber}0000`);
    hears(report('00003333', '00000000', '00000000'));
    hears('83cd 0004 00000001 00000000 00003333 0c000028');
    expect([events, path, sent.length]).toEqual([[], [], 1]);
    expect(session.counters().fractionLost).toBe(0);
  });

  test('passes on what is known of the path', () => {
    const feedback = '8fcd0005000000010000111100010001000000012001' + '0400';
    hears(feedback);
    hears('8fce 0005 00000001 00000000 52454d42 010003e8 00001111');
    hears(report('00001111', '00000000', '00000000'));
    expect(path).toEqual([
      ['feedback', feedback],
      ['estimate', 1000],
      ['report', 0.5, undefined],
    ]);
  });

  test('confirms a limit behind a report, and not as often as anybody wants', () => {
    const limit = '83cd 0004 00000001 00000000 00001111 0c030d28';
    hears(limit, 1_000_000);
    hears(limit, 1_050_000);
    expect(path).toHaveLength(2);
    expect(path[0]?.[0]).toBe('limit');
    expect(sent).toHaveLength(1);
    const compound = viewer.unprotect(sent[0] ?? Buffer.alloc(0)) ?? Buffer.alloc(0);
    expect(compound.subarray(0, 4).toString('hex')).toBe('80c80006');
    expect(compound.subarray(-20).toString('hex')).toBe('84cd00040000111100000000000000010c030d28');
  });

  test('does not hear strangers', () => {
    const stranger = new SrtcpChannel(profile, local, remote);
    const pli = Buffer.from('81ce00020000000100001111', 'hex');
    expect(session.handleRtcp(stranger.protect(pli), 0)).toBe(false);
    expect(session.handleRtcp(pli, 0)).toBe(false);
    expect(events).toEqual([]);
  });

  test('measures the round trip from its own report and the viewer’s', () => {
    session.sendReport(1_000_000);
    const senderReport = viewer.unprotect(sent[0] ?? Buffer.alloc(0));
    // The viewer kept it for half a second; 0.54 seconds later its report is back.
    hears(report('00001111', middleBits(senderReport), '00008000'), 1_540_000);
    expect(session.counters().roundTripTimeMs).toBeCloseTo(40, 0);
    expect(session.counters().fractionLost).toBe(0.5);
  });

  test('knows no round trip before the viewer has had a report of ours', () => {
    hears(report('00001111', '00000000', '00000000'), 1_000_000);
    expect(session.counters().roundTripTimeMs).toBeUndefined();
  });

  test('has no negative round trip, whatever a viewer says', () => {
    hears(report('00001111', 'ffffffff', '7fffffff'), 1_000_000);
    expect(session.counters().roundTripTimeMs).toBeGreaterThanOrEqual(0);
  });

  test('sends a viewer its own time back, behind a report, and not as often as anybody wants', () => {
    const time = '80cf0004 00000001 04000002 01234567 89abcdef';
    hears(time + time, 1_000_000);
    hears(time, 1_050_000);
    expect(sent).toHaveLength(1);
    hears(time, 1_200_000);
    expect(sent).toHaveLength(2);
    const compound = viewer.unprotect(sent[1] ?? Buffer.alloc(0)) ?? Buffer.alloc(0);
    expect(compound.subarray(0, 4).toString('hex')).toBe('80c80006');
    expect(compound.subarray(-24).toString('hex')).toBe(
      '80cf00050000111105000003' + '00000001456789ab00000000',
    );
  });

  test('stops naming the stream in every packet once the viewer has reported on it', () => {
    session.video.sendFrame(frame('payload'), 0);
    hears(report('00002222', '00000000', '00000000'));
    session.video.sendFrame(frame('payload'), 0);
    hears(report('00001111', '00000000', '00000000'));
    session.video.sendFrame(frame('payload'), 0);
    const lengths = sent.map(({ length }) => length);
    expect(lengths[1]).toBe(lengths[0]);
    expect(lengths[2]).toBeLessThan(lengths[0] ?? 0);
  });
});
