import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { VideoFrame } from '../media/video-frame.js';
import { FakeVideoStream } from '../testing/fake-video-stream.js';

/** Leaves every second frame out. */
class EverySecond {
  calls = 0;
  closed = 0;

  transform(frame: VideoFrame): Promise<VideoFrame | undefined> {
    return Promise.resolve(this.calls++ % 2 === 0 ? undefined : frame.clone());
  }

  stats() {
    return { framesTransformed: 1, framesOmitted: 2, framesLate: 3, framesFailed: 4 };
  }

  close(): Promise<void> {
    this.closed++;
    return Promise.resolve();
  }
}

describe('a stream with a transform', () => {
  let transformer: EverySecond;
  let fake: FakeVideoStream;
  let received: number[];

  beforeEach(() => {
    transformer = new EverySecond();
    fake = new FakeVideoStream('changed', 0, { transformer });
    received = [];
    fake.subscribe('h264').attach({ sendFrame: ({ captureTimeUs }) => received.push(captureTimeUs) > 0 });
  });

  afterEach(async () => {
    await fake.stream.close();
    expect(transformer.closed).toBe(1);
    expect(fake.ledger.open).toBe(0);
    expect(fake.errors).toEqual([]);
  });

  test('shows what the transform gives, and nothing for what it leaves out', async () => {
    await fake.deliver();
    expect(received).toEqual([]);
    await fake.deliver();
    expect(received).toEqual([fake.clock.nowUs()]);
  });

  test('shows a slate as it is', async () => {
    fake.capture.showsSlate = true;
    await fake.deliver();
    expect([received.length, transformer.calls]).toEqual([1, 0]);
  });

  test('tells in its statistics what became of the frames', () => {
    expect(fake.stream.stats().transform).toEqual(transformer.stats());
    expect(new FakeVideoStream().stream.stats()).not.toHaveProperty('transform');
  });
});
