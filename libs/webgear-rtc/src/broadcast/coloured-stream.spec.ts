import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { VideoFrame } from '../media/video-frame.js';
import type { Colorspace } from '../options/colorspace.js';
import { FakeVideoStream } from '../testing/fake-video-stream.js';

/** Notes what it is asked to show. */
class NotedColours {
  colorspace: Colorspace | undefined = 'COLOR_BGR2HSV';
  readonly shown: (Colorspace | undefined)[] = [];
  closed = 0;

  convert(frame: VideoFrame): Promise<VideoFrame | undefined> {
    this.shown.push(this.colorspace);
    return Promise.resolve(frame.clone());
  }

  close(): Promise<void> {
    this.closed++;
    return Promise.resolve();
  }
}

describe('a stream in false colours', () => {
  let colorspaceConverter: NotedColours;
  let fake: FakeVideoStream;
  let received: number;

  beforeEach(() => {
    colorspaceConverter = new NotedColours();
    fake = new FakeVideoStream('coloured', 0, { colorspaceConverter });
    received = 0;
    fake.subscribe('h264').attach({ sendFrame: () => ++received > 0 });
  });

  afterEach(async () => {
    await fake.stream.close();
    expect(colorspaceConverter.closed).toBe(1);
    expect(fake.ledger.open).toBe(0);
    expect(fake.errors).toEqual([]);
  });

  test('changes them from one frame to the next', async () => {
    await fake.deliver();
    fake.stream.setColorspace('COLOR_BGR2Lab');
    await fake.deliver();
    fake.stream.setColorspace(undefined);
    await fake.deliver();
    expect(colorspaceConverter.shown).toEqual(['COLOR_BGR2HSV', 'COLOR_BGR2Lab']);
    expect(received).toBe(3);
  });

  test('shows a slate in its own', async () => {
    fake.capture.showsSlate = true;
    await fake.deliver();
    expect([received, colorspaceConverter.shown.length]).toEqual([1, 0]);
  });
});

test('a stream whose source allows no other colours says so', async () => {
  const fake = new FakeVideoStream('plain');
  expect(() => fake.stream.setColorspace('COLOR_BGR2HSV')).toThrow('The stream "plain" is read by FFGear');
  await fake.stream.close();
});
