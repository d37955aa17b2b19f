import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import type { VideoFrame } from '../media/video-frame.js';
import { FakeVideoStream } from '../testing/fake-video-stream.js';

/** Gives each frame back when the next one comes. */
class OneFrameLate {
  forgotten = 0;
  closed = 0;
  private waiting: VideoFrame | undefined;

  stabilize(frame: VideoFrame): Promise<VideoFrame | undefined> {
    const due = this.waiting;
    this.waiting = frame.clone();
    return Promise.resolve(due);
  }

  forget(): void {
    this.forgotten++;
    this.waiting?.close();
    this.waiting = undefined;
  }

  close(): Promise<void> {
    this.closed++;
    this.forget();
    return Promise.resolve();
  }
}

describe('a stream with a stabiliser', () => {
  let stabilizer: OneFrameLate;
  let fake: FakeVideoStream;
  let received: number[];

  beforeEach(() => {
    stabilizer = new OneFrameLate();
    fake = new FakeVideoStream('shaky', 0, { stabilizer });
    received = [];
    fake.subscribe('h264').attach({
      sendFrame: (frame: PacketizedFrame) => received.push(frame.captureTimeUs) > 0,
    });
  });

  afterEach(async () => {
    await fake.stream.close();
    expect(stabilizer.closed).toBe(1);
    expect(fake.ledger.open).toBe(0);
    expect(fake.errors).toEqual([]);
  });

  test('shows what the stabiliser gives, when it gives it', async () => {
    await fake.deliver();
    expect(received).toEqual([]);
    const firstUs = fake.clock.nowUs();
    await fake.deliver();
    expect(received).toEqual([firstUs]);
  });

  test('shows a slate at once, and nothing from before it after it', async () => {
    await fake.deliver();
    fake.capture.showsSlate = true;
    await fake.deliver();
    expect(received).toEqual([fake.clock.nowUs()]);
    fake.capture.showsSlate = false;
    await fake.deliver();
    expect(received).toHaveLength(1);
    expect(stabilizer.forgotten).toBe(1);
  });
});
