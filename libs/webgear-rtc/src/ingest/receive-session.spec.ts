import { beforeAll, describe, expect, test } from '@jest/globals';
import { encodeFrames } from '../../../../test/support/encoded-frames.js';
import type { EncodedFrame } from '../media/encoded-frame.js';
import type { EncodedAudioFrame } from '../media/audio-frame.js';
import type { ReceivedFrame } from '../media/received-media.js';
import { parseRtcpFeedback, type RtcpFeedback } from '../peers/rtcp/rtcp-feedback.js';
import { encodeBye, encodeSenderReport } from '../peers/rtcp/sender-report.js';
import { published, SimulatedPublisher, type PublishedPacket } from '../testing/simulated-publisher.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { SrtpProfile } from '../transport/srtp/srtp-profile.js';
import type { ReceiveParameters } from './receive-parameters.js';
import { ReceiveSession } from './receive-session.js';

const { video, rtx, audio, transportSequenceId } = published;
const parameters: ReceiveParameters = {
  video: {
    codec: 'h264',
    payloadTypes: [video.payloadType],
    rtx: new Map([[rtx.payloadType, video.payloadType]]),
    nack: true,
    keyFrameRequest: 'pli',
  },
  audio: { codec: 'opus', payloadType: audio.payloadType, channels: 2 },
  transportSequenceId,
};

let encoded: EncodedFrame[];

beforeAll(async () => {
  encoded = await encodeFrames('h264', {
    width: 640,
    height: 480,
    framerate: 25,
    count: 6,
    bitrateBps: 4_000_000,
  });
});

/** A session, who sends to it, and who reads from it. */
class Rig {
  readonly clock = new VirtualCaptureClock(5_000_000);
  readonly sender: SimulatedPublisher;
  readonly session: ReceiveSession;
  readonly feedback: RtcpFeedback[] = [];
  readonly frames: ReceivedFrame[] = [];
  readonly sound: EncodedAudioFrame[] = [];
  readonly closings: string[] = [];

  constructor(profile: SrtpProfile = SrtpProfile.AeadAes128Gcm) {
    this.sender = new SimulatedPublisher('h264', profile);
    this.session = new ReceiveSession(this.sender.keys, {
      parameters,
      clock: this.clock,
      send: (datagram) => {
        for (const packet of this.sender.read(datagram)) this.feedback.push(...parseRtcpFeedback(packet));
      },
      onClosed: (reason) => void this.closings.push(reason),
    });
    const { media } = this.session;
    if (media.video) void collect(media.video.frames, this.frames);
    if (media.audio) void collect(media.audio.frames, this.sound);
  }

  send(packet: PublishedPacket): boolean {
    return this.session.handleDatagram(this.sender.protect(packet), this.clock.nowUs());
  }

  /** Lets time pass, with a tick each 20 ms. */
  async wait(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += ReceiveSession.tickMs) {
      await this.clock.advance(ReceiveSession.tickMs);
      this.session.tick(this.clock.nowUs());
    }
  }

  /** The packets of a frame of the stream, by its place. */
  cut(place: number): PublishedPacket[] {
    const frame = encoded[place % encoded.length];
    return this.sender.cut(frame?.data ?? Buffer.alloc(0), place * 3600);
  }

  kinds(): string[] {
    return this.feedback.map(({ kind }) => kind);
  }
}

async function collect<Item>(items: AsyncIterable<Item>, into: Item[]): Promise<void> {
  for await (const item of items) into.push(item);
}

describe('a session that receives', () => {
  test.each([SrtpProfile.AeadAes128Gcm, SrtpProfile.Aes128CmHmacSha1With80BitTag])(
    'puts frames together and gives them the times of the sender, with profile %d',
    async (profile) => {
      const rig = new Rig(profile);
      for (let place = 0; place < 6; place++) {
        for (const packet of rig.cut(place)) expect(rig.send(packet)).toBe(true);
        await rig.wait(40);
      }
      expect(rig.frames.map(({ keyFrame }) => keyFrame)).toEqual([true, false, false, false, false, false]);
      const times = rig.frames.map(({ captureTimeUs }) => captureTimeUs - 5_000_000);
      expect(times).toEqual([0, 40_000, 80_000, 120_000, 160_000, 200_000]);
    },
  );

  test('asks for packets that are lost, and takes them from the stream of retransmissions', async () => {
    const rig = new Rig();
    const packets = rig.cut(0);
    expect(packets.length).toBeGreaterThan(3);
    const [lost] = packets.splice(2, 1);
    for (const packet of packets) rig.send(packet);
    await rig.wait(20);
    expect(rig.frames).toEqual([]);
    expect(rig.feedback).toContainEqual({
      kind: 'nack',
      ssrc: video.ssrc,
      sequenceNumbers: [lost?.sequenceNumber],
    });
    if (lost) rig.send(rig.sender.again(lost));
    await rig.wait(20);
    expect(rig.frames).toHaveLength(1);
  });

  test('takes padding for what it is, and not for a loss', async () => {
    const rig = new Rig();
    for (const packet of rig.cut(0)) rig.send(packet);
    // As browsers probe: behind the frame, with its timestamp.
    for (const packet of rig.cut(1)) {
      rig.send({ ...packet, timestamp: 0, marker: false, payload: Buffer.alloc(0) });
    }
    for (const packet of rig.cut(6)) rig.send(packet);
    await rig.wait(100);
    expect(rig.kinds()).not.toContain('nack');
    expect(rig.frames).toHaveLength(2);
  });

  test('asks for a key frame when a frame is lost for good, and shows nothing before it', async () => {
    const rig = new Rig();
    for (const packet of rig.cut(0)) rig.send(packet);
    await rig.wait(20);
    rig.feedback.length = 0;
    const [, ...rest] = rig.cut(1);
    for (const packet of [...rest, ...rig.cut(2)]) rig.send(packet);
    await rig.wait(700);
    expect(rig.kinds()).toContain('key-frame-request');
    for (const packet of rig.cut(3)) rig.send(packet);
    await rig.wait(20);
    expect(rig.frames).toHaveLength(1);
    for (const packet of rig.cut(6)) rig.send(packet);
    await rig.wait(20);
    expect(rig.frames.map(({ keyFrame }) => keyFrame)).toEqual([true, true]);
  });

  test('passes on requests for key frames, a few of many', async () => {
    const rig = new Rig();
    for (const packet of rig.cut(0)) rig.send(packet);
    await rig.wait(20);
    rig.feedback.length = 0;
    for (let request = 0; request < 100; request++) rig.session.media.requestKeyFrame();
    await rig.wait(100);
    const requests = rig.feedback.filter(({ kind }) => kind === 'key-frame-request');
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.length).toBeLessThanOrEqual(2);
    expect(requests).toContainEqual({ kind: 'key-frame-request', ssrc: video.ssrc });
  });

  test('survives wraps of sequence numbers and timestamps', async () => {
    const rig = new Rig();
    const frame = encoded[0]?.data ?? Buffer.alloc(0);
    for (let count = 0; count < 40; count++) {
      const timestamp = (2 ** 32 - 20 * 3600 + count * 3600) % 2 ** 32;
      for (const packet of rig.sender.cut(frame, timestamp)) {
        rig.send({ ...packet, sequenceNumber: packet.sequenceNumber + 65_380 });
      }
      await rig.wait(40);
    }
    expect(rig.frames).toHaveLength(40);
    const steps = rig.frames
      .slice(1)
      .map((each, at) => each.captureTimeUs - (rig.frames[at]?.captureTimeUs ?? 0));
    expect(new Set(steps)).toEqual(new Set([40_000]));
  });

  test('gives frames times that go on where the timestamps of the sender jump', async () => {
    const rig = new Rig();
    const frame = encoded[0]?.data ?? Buffer.alloc(0);
    for (const [place, timestamp] of [0, 3600, 900_000_000, 900_003_600, 5000, 8600, 12_200].entries()) {
      for (const packet of rig.sender.cut(frame, timestamp)) rig.send(packet);
      await rig.wait(40);
      expect(rig.frames).toHaveLength(place + 1);
    }
    const times = rig.frames.map(({ captureTimeUs }) => captureTimeUs - 5_000_000);
    for (const [place, time] of times.entries()) expect(Math.abs(time - place * 40_000)).toBeLessThan(45_000);
    expect(times).toEqual([...times].sort((one, other) => one - other));
  });

  test('takes no packet twice, and none that was changed', async () => {
    const rig = new Rig();
    const [first] = rig.cut(0);
    if (first === undefined) throw new Error('no packets');
    const datagram = rig.sender.protect(first);
    expect(rig.session.handleDatagram(datagram, 0)).toBe(true);
    expect(rig.session.handleDatagram(datagram, 0)).toBe(false);
    const changed = rig.sender.protect({ ...first, sequenceNumber: first.sequenceNumber + 1 });
    changed[30] = (changed[30] ?? 0) ^ 1;
    expect(rig.session.handleDatagram(changed, 0)).toBe(false);
    expect(rig.session.handleDatagram(Buffer.from('80ff', 'hex'), 0)).toBe(false);
  });

  test('puts sound where sender reports say that it belongs', async () => {
    const rig = new Rig();
    // Each says which it is.
    const opus = (count: number): Buffer => Buffer.from([0xf8, 0xff, count]);
    const report = (ssrc: number, rtpTimestamp: number): Buffer =>
      rig.sender.protectRtcp(
        encodeSenderReport({
          ssrc,
          ntpSeconds: 100,
          ntpFraction: 0,
          rtpTimestamp,
          packetsSent: 1,
          bytesSent: 1,
          cname: 'a',
        }),
      );
    // The frame arrives 60 ms after the sound of the same instant.
    const frame = encoded[0]?.data ?? Buffer.alloc(0);
    for (let count = 0; count < 20; count++) {
      rig.send(rig.sender.sound(opus(count), 700_000 + count * 1920));
      if (count === 2) {
        rig.session.handleDatagram(report(audio.ssrc, 700_000), rig.clock.nowUs());
        rig.session.handleDatagram(report(video.ssrc, 0), rig.clock.nowUs());
      }
      if (count >= 1) for (const packet of rig.sender.cut(frame, (count - 1) * 3600)) rig.send(packet);
      await rig.wait(40);
    }
    // Frame 10 and the sound of its instant.
    const frameUs = rig.frames[10]?.captureTimeUs ?? 0;
    const soundUs = rig.sound.find(({ data }) => data[2] === 10)?.captureTimeUs ?? 0;
    expect(frameUs).toBeGreaterThan(0);
    expect(Math.abs(soundUs - frameUs)).toBeLessThan(2000);
    expect(rig.sound[0]).toMatchObject({ codec: 'opus', durationUs: 20_000, channels: 2 });
  });

  test('reports what arrived, with and without the reports of the sender', async () => {
    const rig = new Rig();
    for (const packet of rig.cut(0)) rig.send(packet);
    await rig.wait(1100);
    expect(rig.kinds()).toContain('transport-feedback');
    const reports = rig.feedback.flatMap((each) => (each.kind === 'report' ? [each.block] : []));
    expect(reports.at(-1)).toMatchObject({ ssrc: video.ssrc, fractionLost: 0 });
  });

  test('ends with a BYE of the video, and tells sources why', async () => {
    const rig = new Rig();
    for (const packet of rig.cut(0)) rig.send(packet);
    rig.session.handleDatagram(rig.sender.protectRtcp(encodeBye(0x9999, 'a')), 0);
    expect(rig.closings).toEqual([]);
    rig.session.handleDatagram(rig.sender.protectRtcp(encodeBye(video.ssrc, 'a')), 0);
    expect(rig.closings).toEqual(['the publisher left']);
    await expect(rig.session.media.closed).resolves.toBe('the publisher left');
    rig.session.close('again');
    expect(rig.closings).toHaveLength(1);
    expect(rig.kinds()).toContain('bye');
  });

  test('holds little of what nobody reads', async () => {
    const rig = new Rig();
    const { media } = rig.session;
    const iterator = media.video?.frames[Symbol.asyncIterator]();
    // Replaces the reader of the rig, and reads nothing.
    for (let place = 0; place < 200; place++) {
      for (const packet of rig.cut(0)) rig.send(packet);
      rig.clock.advance(40).catch(() => undefined);
    }
    let left = 0;
    rig.session.close('end');
    while ((await iterator?.next())?.done === false) left++;
    expect(left).toBeLessThanOrEqual(60);
  });
});
