import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FramePacer } from '../../rtp/frame-pacer.js';
import { FrameQueue } from '../../rtp/frame-queue.js';
import type { PacketizedFrame } from '../../media/packetized-frame.js';
import { Packetizer } from '../../rtp/packetizer.js';
import { RtpClock } from '../../rtp/rtp-clock.js';
import { RtpHeaderTemplate } from '../../rtp/rtp-header-template.js';
import { annexB, ppsNalUnit, sliceNalUnit, spsNalUnit } from '../../testing/h264-bits.js';
import { FakeVideoStream } from '../../testing/fake-video-stream.js';
import type { FrameSink } from '../stream-engine.js';
import type { ViewerSubscription } from '../viewer-subscription.js';
import { PassthroughRendition } from './passthrough-rendition.js';

const header = new RtpHeaderTemplate(96, 1);
/** 6 Mbit/s of 30 frames a second, with a key frame every four seconds. */
const deltaBytes = 24_600;
const keyFrameBytes = 60_000;
const gopFrames = 120;

interface Sent {
  readonly atMs: number;
  readonly packets: number;
  readonly bytes: number;
  readonly frame: PacketizedFrame;
}

describe('a viewer of a camera of 6 Mbit/s with key frames four seconds apart', () => {
  let fake: FakeVideoStream;
  let pacer: FramePacer;
  let subscriptions: ViewerSubscription[];
  let frames: number;

  beforeEach(() => {
    subscriptions = [];
    frames = 0;
    fake = new FakeVideoStream('camera', 0, {
      passthrough: {
        force: false,
        announcedLevelIdc: () => 31,
        createRendition: () =>
          new PassthroughRendition({
            clock: fake.clock,
            packetizer: new Packetizer('h264', new RtpClock(0, 0)),
            maxGopUs: 12_000_000,
            announcedLevelIdc: () => 31,
          }),
      },
    });
    pacer = new FramePacer(fake.clock);
  });

  afterEach(async () => {
    for (const subscription of subscriptions) subscription.release();
    await fake.stream.close();
  });

  function watch() {
    const sent: Sent[] = [];
    const queue = new FrameQueue({
      begin: (frame, nowUs) => ({
        frame,
        header,
        firstIndex: 0,
        sentAtUs: nowUs,
        batchesSent: 0,
        packetsSent: 0,
      }),
      forgetSent: () => undefined,
      sendNextBatch: (sentFrame) => {
        const { frame } = sentFrame;
        const batch = frame.batches[sentFrame.batchesSent++];
        const bytes = batch?.bytes.length ?? 0;
        sent.push({ atMs: fake.clock.nowUs() / 1000, packets: batch?.payloads.length ?? 0, bytes, frame });
        return true;
      },
    });
    const sink: FrameSink = {
      sendFrame: (frame) => {
        const taken = queue.offer(frame, fake.clock.nowUs());
        pacer.watch(queue);
        return taken;
      },
    };
    const subscription = fake.subscribe('h264');
    subscription.attach(sink);
    subscriptions.push(subscription);
    return { sent, queue, subscription };
  }

  async function pass(count: number, each: () => void = () => undefined): Promise<void> {
    for (let index = 0; index < count; index++) {
      const keyFrame = frames++ % gopFrames === 0;
      fake.capture.deliverEncoded({
        codec: 'h264',
        keyFrame,
        captureTimeUs: fake.clock.nowUs(),
        width: 640,
        height: 360,
        data: keyFrame
          ? annexB(spsNalUnit(), ppsNalUnit(), sliceNalUnit('IDR', { bytes: keyFrameBytes }))
          : annexB(sliceNalUnit('P', { bytes: deltaBytes })),
      });
      each();
      await fake.clock.advance(33);
    }
  }

  async function begin(): Promise<void> {
    watch();
    fake.capture.open({
      width: 640,
      height: 360,
      framerate: 30,
      live: true,
      passthrough: { profile: '42c0', levelIdc: 31 },
    });
    await pass(1);
  }

  /** Most packets within any five milliseconds. */
  function mostAtOnce(sent: readonly Sent[]): number {
    let most = 0;
    for (const [first, { atMs }] of sent.entries()) {
      let packets = 0;
      for (let at = first; at < sent.length && (sent[at]?.atMs ?? 0) < atMs + 5; at++) {
        packets += sent[at]?.packets ?? 0;
      }
      most = Math.max(most, packets);
    }
    return most;
  }

  test('who joins late gets the key frame in 20 ms and the rest paced, and is at the live edge in 2.5 seconds', async () => {
    await begin();
    await pass(gopFrames - 40);
    const joinedAtMs = fake.clock.nowUs() / 1000;
    const { sent, queue, subscription } = watch();
    await pass(38);
    const keyFrame = sent.filter(({ frame }) => frame.keyFrame);
    expect(keyFrame.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(keyFrameBytes);
    expect((keyFrame.at(-1)?.atMs ?? 0) - joinedAtMs).toBeLessThanOrEqual(20);
    await pass(40);
    expect(queue.empty).toBe(true);
    expect([queue.framesGivenUp, subscription.framesDropped()]).toEqual([0, 0]);
    expect(mostAtOnce(sent)).toBeLessThanOrEqual(16);
    const within = (fromMs: number): number =>
      sent.reduce((sum, { atMs, bytes }) => sum + (atMs >= fromMs && atMs < fromMs + 500 ? bytes : 0), 0);
    expect((within(joinedAtMs + 30) * 8) / 0.5).toBeLessThan(21_000_000);
    const times = [...new Set(sent.map(({ frame }) => frame.rtpTimestamp))];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('who asks for key frames all the time is sent the stream once again in the long run, always paced', async () => {
    await begin();
    const { sent, subscription } = watch();
    const seconds = 20;
    await pass(30 * seconds, () => subscription.requestKeyFrame());
    const bits = sent.reduce((sum, { bytes }) => sum + bytes, 0) * 8;
    expect(bits / 6_000_000).toBeLessThanOrEqual(2 * seconds + 8);
    expect(bits / 6_000_000).toBeGreaterThan(seconds);
    expect(mostAtOnce(sent)).toBeLessThanOrEqual(16);
  });
});
