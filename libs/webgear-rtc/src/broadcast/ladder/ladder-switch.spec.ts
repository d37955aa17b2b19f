import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NalUnitType, nalUnitType } from '../../bitstream/annex-b.js';
import { parseH264Sps, type H264Sps } from '../../bitstream/h264-sps.js';
import { createVideoEncoder } from '../../encoder/native-video-encoder.js';
import type { VideoEncoder } from '../../encoder/video-encoder.interface.js';
import { paintFrame } from '../../ffmpeg/pixels/planar-frame.js';
import type { PacketizedFrame } from '../../media/packetized-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { resolveOptions } from '../../options/resolve-options.js';
import type { StreamSettings } from '../../options/stream-options.interface.js';
import { OnDemandCapture } from '../../sources/playback/on-demand-capture.js';
import { ClearPeer } from '../../testing/clear-peer.js';
import { FakeFrameCapture } from '../../testing/fake-frame-capture.js';
import { until } from '../../testing/until.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { createLocalStreamEngine } from '../create-local-stream-engine.js';
import type { LocalStreamEngine } from '../local-stream-engine.js';
import { subscribeViewer } from '../viewer-subscription.js';

const size = { width: 640, height: 360 };
const logger = { log: () => undefined, warn: () => undefined, error: () => undefined };
const frameMs = 40;

/** A peer that remembers the frames it was given, beside the packets that it sent. */
class RecordingPeer extends ClearPeer {
  readonly received: PacketizedFrame[] = [];

  override sendFrame(frame: PacketizedFrame): boolean {
    this.received.push(frame);
    return super.sendFrame(frame);
  }

  /** `360K 360 360`: frames in order, with the height of the SPS before them. */
  get shown(): string {
    let height = 0;
    return this.received
      .map(({ keyFrame, payloads }) => {
        if (keyFrame) height = spsOf(payloads)?.height ?? 0;
        return `${height}${keyFrame ? 'K' : ''}`;
      })
      .join(' ');
  }
}

/** The SPS is the first unit of the first payload, a STAP-A (RFC 6184, 5.7.1). */
function spsOf([first]: readonly Buffer[]): H264Sps | undefined {
  if (first === undefined) return undefined;
  const sps = first.subarray(3, 3 + first.readUInt16BE(1));
  return nalUnitType(sps) === NalUnitType.Sps ? parseH264Sps(sps) : undefined;
}

describe('a viewer who is switched between rungs of real encoders', () => {
  let clock: VirtualCaptureClock;
  let capture: FakeFrameCapture;
  let stream: LocalStreamEngine;
  let peer: RecordingPeer;
  let camera: VideoEncoder | undefined;
  let count: number;

  beforeEach(() => {
    clock = new VirtualCaptureClock(1_000_000);
    capture = new FakeFrameCapture();
    peer = new RecordingPeer(clock);
    [camera, count] = [undefined, 0];
  });

  afterEach(async () => {
    await stream.close();
    await camera?.close();
  });

  function open(settings: Partial<StreamSettings> = {}): void {
    const [options] = resolveOptions({
      source: 'a.mp4',
      frameSizeReduction: 0,
      passthrough: 'never',
      ...settings,
    }).streams.values();
    if (options === undefined) throw new Error('There is no stream.');
    stream = createLocalStreamEngine(options, new OnDemandCapture(capture, 0), clock, logger);
  }

  const paint = (): Promise<VideoFrame> =>
    paintFrame(size.width, size.height, clock.nowUs(), (luma, ...chroma) => {
      for (let at = 0; at < luma.data.length; at++) luma.data[at] = 60 + ((at * 7 + count * 13) % 120);
      for (const plane of chroma) plane.data.fill(128);
    });

  /** Gives frames one by one, and waits until each has gone through all encoders in use. */
  async function play(frames: number, encoded = false): Promise<void> {
    for (let frame = 0; frame < frames; frame++) {
      await clock.advance(frameMs);
      const done = new Map(stream.stats().renditions.map(({ rung, framesEncoded }) => [rung, framesEncoded]));
      await give(encoded);
      await until('all encoders to be done', () =>
        stream.stats().renditions.every(({ rung, framesEncoded }) => framesEncoded > (done.get(rung) ?? 0)),
      );
      count++;
    }
  }

  async function give(encoded: boolean): Promise<void> {
    const frame = await paint();
    if (!encoded) return capture.deliver(frame);
    camera ??= await createVideoEncoder('h264', { ...size, framerate: 25, bitrateBps: 1_000_000 });
    const compressed = await camera.encode(frame, count % 10 === 0);
    frame.close();
    if (compressed !== undefined) capture.deliverEncoded(compressed);
  }

  /** What a receiver needs: no packet missing, and time that goes on. */
  function expectContinuous(): void {
    const { media } = peer;
    for (const [index, packet] of media.slice(1).entries()) {
      const before = media[index];
      if (before === undefined) continue;
      expect((packet.sequenceNumber - before.sequenceNumber) & 0xffff).toBe(1);
      expect((packet.timestamp - before.timestamp) >>> 0).toBeLessThan(frameMs * 3 * 90);
    }
    const starts = peer.received.length;
    expect(new Set(media.map(({ timestamp }) => timestamp)).size).toBe(starts);
  }

  test('goes from full to half and back, with every frame once and RTP that goes on', async () => {
    open();
    capture.open({ ...size, framerate: 25, live: true });
    const promised = await stream.h264LevelIdc(0);
    const viewer = subscribeViewer(stream, 'h264');
    viewer.attach(peer);
    await play(4);
    viewer.select('half');
    await play(6);
    viewer.select('full');
    await play(6);
    expect(peer.shown).toMatch(/^360K( 360)+ 180K( 180)+ 360K( 360)+$/);
    const levels = peer.received.flatMap(({ payloads }) => spsOf(payloads)?.levelIdc ?? []);
    expect(levels).toEqual(levels.map(() => promised));
    const timesUs = peer.received.map(({ captureTimeUs }) => captureTimeUs);
    expect(timesUs).toEqual(timesUs.map((_, index) => (timesUs[0] ?? 0) + index * frameMs * 1000));
    expectContinuous();
    viewer.release();
  }, 20_000);

  test('goes from the source to half and back at its next key frame, decoding only meanwhile', async () => {
    open({ passthrough: 'auto' });
    const viewer = subscribeViewer(stream, 'h264');
    capture.open({ ...size, framerate: 25, live: true, passthrough: { profile: '42c0', levelIdc: 31 } });
    viewer.attach(peer);
    await play(30, true);
    expect([viewer.rung, stream.stats().framesDecoded]).toEqual(['source', 0]);
    expect(viewer.rungs.map(({ rung, height }) => `${rung} ${height}`)).toEqual(['source 360', 'half 180']);
    expect(viewer.rungs[0]?.bitrateBps).toBeGreaterThan(100_000);
    await play(3, true);
    viewer.select('half');
    await play(4, true);
    expect(stream.stats().renditions.map(({ rung }) => rung)).toEqual(['half']);
    expect(stream.stats().framesDecoded).toBeGreaterThan(0);
    viewer.select('source');
    await play(2, true);
    expect(peer.shown.endsWith('180')).toBe(true);
    await play(4, true);
    await clock.advance(0);
    const decoded = stream.stats().framesDecoded;
    await play(3, true);
    expect(stream.stats().framesDecoded).toBe(decoded);
    expect(stream.stats().renditions.map(({ rung }) => rung)).toEqual(['source']);
    expect(peer.shown).toMatch(/^360K( 360K?)+ 180K( 180)+ 360K( 360)+$/);
    expectContinuous();
    viewer.release();
  }, 20_000);

  test('gets as many bits as its path carries, in the frames of the same encoder', async () => {
    open();
    const viewer = subscribeViewer(stream, 'h264');
    const path: { bandwidthBps?: number } = {};
    let bytes = 0;
    viewer.attach({
      get bandwidthBps() {
        return path.bandwidthBps;
      },
      sendFrame: ({ byteLength }) => (bytes += byteLength) > 0,
    });
    const rateOf = async (frames: number): Promise<number> => {
      bytes = 0;
      await play(frames);
      return (bytes * 8 * 1000) / (frames * frameMs);
    };
    await play(25);
    const whole = await rateOf(25);
    path.bandwidthBps = 250_000;
    await play(25);
    const less = await rateOf(25);
    path.bandwidthBps = 5_000_000;
    await play(25);
    const again = await rateOf(25);
    expect(less).toBeLessThan(300_000);
    expect(whole / less).toBeGreaterThan(1.5);
    expect(again / less).toBeGreaterThan(1.5);
    expect(stream.stats().renditions).toMatchObject([
      { rung: 'full', encodersOpened: 1, bitrateBps: 500_000 },
    ]);
    viewer.release();
  }, 20_000);

  test('of several viewers, leaves the others where they are', async () => {
    open();
    const [other, otherPeer] = [subscribeViewer(stream, 'h264'), new RecordingPeer(clock)];
    const viewer = subscribeViewer(stream, 'h264');
    other.attach(otherPeer);
    viewer.attach(peer);
    await play(3);
    viewer.select('half');
    await play(5);
    expect(peer.shown).toMatch(/^360K( 360)+ 180K( 180)+$/);
    expect(otherPeer.shown).toMatch(/^360K( 360)+$/);
    expect(otherPeer.received).toHaveLength(8);
    expect(stream.stats().renditions).toMatchObject([
      { rung: 'full', ...size, bitrateBps: 500_000, peers: 1 },
      { rung: 'half', width: 320, height: 180, bitrateBps: 200_000, peers: 1 },
    ]);
    other.release();
    viewer.release();
  }, 20_000);
});
