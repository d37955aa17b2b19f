import { beforeAll, describe, expect, test } from '@jest/globals';
import { encodeFrames } from '../../../../../test/support/encoded-frames.js';
import { ReceivedFrames } from '../../ingest/received-frames.js';
import { isEncoded, type EncodedFrame } from '../../media/encoded-frame.js';
import type { ReceivedFrame, ReceivedMedia } from '../../media/received-media.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { PublishPoint } from './publish-point.js';
import { ReceivedSource } from './received-source.js';

/** Media of a peer that a test makes. */
class TestMedia {
  keyFrameRequests = 0;
  readonly frames = new ReceivedFrames<ReceivedFrame>({
    maxFrames: 100,
    maxBytes: 10_000_000,
    bytesOf: () => 1,
    onOverflow: () => undefined,
  });
  readonly media: ReceivedMedia;
  readonly reasons: string[] = [];
  private end: (reason: string) => void = () => undefined;

  constructor(hasVideo = true) {
    const closed = new Promise<string>((resolve) => (this.end = resolve));
    this.media = {
      ...(hasVideo && { video: { codec: 'h264' as const, frames: this.frames } }),
      audio: {
        format: { sampleRateHz: 48_000, channels: 2, codec: 'opus' },
        frames: (async function* () {})(),
      },
      requestKeyFrame: () => void this.keyFrameRequests++,
      closed,
      close: (reason) => {
        this.reasons.push(reason);
        this.leave(reason);
      },
    };
  }

  send(frame: EncodedFrame, captureTimeUs: number): void {
    this.frames.push({ keyFrame: frame.keyFrame, data: frame.data, captureTimeUs });
  }

  leave(reason: string): void {
    this.end(reason);
    this.frames.end();
  }
}

describe('a source of what a peer sends', () => {
  let encoded: EncodedFrame[];
  const { signal } = new AbortController();

  beforeAll(async () => {
    encoded = await encodeFrames('h264', { width: 320, height: 240, framerate: 25, count: 4 });
  });

  function open(test = new TestMedia()) {
    const point = new PublishPoint();
    const source = new ReceivedSource({
      label: 'whip:',
      clock: new VirtualCaptureClock(),
      connect: (aborted) => point.next(aborted),
      ownsMedia: false,
    });
    return { point, source, test };
  }

  const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

  /** Frames of the source until it ends. */
  async function readAll(source: ReceivedSource): Promise<(EncodedFrame | VideoFrame)[]> {
    const frames: (EncodedFrame | VideoFrame)[] = [];
    for await (const frame of source.encodedFrames()) frames.push(frame);
    return frames;
  }

  test('opens when a peer sends its first key frame, which it asks for, and passes frames on', async () => {
    const { point, source, test: peer } = open();
    const opening = source.open(signal);
    await settle();
    point.publish(peer.media);
    await settle();
    expect(peer.keyFrameRequests).toBe(1);
    for (const [index, frame] of encoded.entries()) peer.send(frame, index * 40_000);
    await expect(opening).resolves.toMatchObject({
      width: 320,
      height: 240,
      live: true,
      passthrough: { codec: 'h264', profile: '42c0' },
      audio: { codec: 'opus' },
    });
    peer.leave('it left');
    const frames = await readAll(source);
    expect(frames.map((frame) => isEncoded(frame) && frame.captureTimeUs)).toEqual([
      0, 40_000, 80_000, 120_000,
    ]);
    source.requestKeyFrame();
    expect(peer.keyFrameRequests).toBe(2);
    await source.close();
    expect(peer.reasons).toEqual([]);
  });

  test('waits for the next peer where one leaves before its first frame', async () => {
    const { point, source, test: first } = open();
    point.publish(first.media);
    const opening = source.open(signal);
    await settle();
    first.leave('it left at once');
    await settle();
    const second = new TestMedia();
    point.publish(second.media);
    await settle();
    if (encoded[0]) second.send(encoded[0], 5);
    await expect(opening).resolves.toMatchObject({ width: 320 });
    await source.close();
  });

  test('can be closed while it waits for a peer, and while it waits for a frame', async () => {
    const { point, source, test: peer } = open();
    const first = source.open(signal);
    await source.close();
    await expect(first).rejects.toMatchObject({ code: 'WGR_SOURCE_STOPPED' });
    point.publish(peer.media);
    const second = source.open(signal);
    await settle();
    await source.close();
    await expect(second).rejects.toMatchObject({ code: 'WGR_SOURCE_STOPPED' });
  });

  test('shows black frames where a peer sends sound alone', async () => {
    const { point, source, test: peer } = open(new TestMedia(false));
    point.publish(peer.media);
    await expect(source.open(signal)).resolves.toMatchObject({ width: 640, audio: { codec: 'opus' } });
    const frames = source.encodedFrames();
    const { value } = await frames.next();
    expect(value).toMatchObject({ width: 640, height: 360 });
    if (value !== undefined && !isEncoded(value)) value.close();
    peer.leave('it left');
    await settle();
    await frames.return?.(undefined);
    await source.close();
  });
});
