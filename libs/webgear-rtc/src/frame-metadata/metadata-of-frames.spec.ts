import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { QualityLadder } from '../broadcast/ladder/quality-ladder.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { fullVideo, videoRung } from '../media/rendition-key.js';
import { FakeVideoStream } from '../testing/fake-video-stream.js';

describe('metadata of a stream', () => {
  let fake: FakeVideoStream;
  let told: number[];

  beforeEach(() => {
    const ladder = new QualityLadder({ renditions: 'auto', bitrateBps: 1_000_000 });
    fake = new FakeVideoStream('garden', 0, { ladder });
    told = [];
    fake.stream.metadata.read({
      onMessage: (message) => told.push((JSON.parse(message) as { rtpTimestamp: number }).rtpTimestamp),
      onEnd: () => undefined,
    });
  });

  afterEach(() => fake.stream.close());

  /** RTP timestamps of what viewers of a rendition are sent. */
  function watch(key: Parameters<typeof fake.stream.subscribe>[0]): number[] {
    const sent: number[] = [];
    fake.stream.subscribe(key, {
      sendFrame: ({ rtpTimestamp }: PacketizedFrame) => sent.push(rtpTimestamp) > 0,
    });
    return sent;
  }

  it('has the RTP timestamps of its frames, for viewers of every codec and rung', async () => {
    const viewers = [fullVideo('h264'), fullVideo('vp8'), videoRung('h264', 'half')].map(watch);
    const publishing = fake.stream.frames$.subscribe((frame) => fake.stream.metadata.publish(1, frame));
    for (let count = 0; count < 10; count++) await fake.deliver();
    publishing.unsubscribe();
    expect(told).toHaveLength(10);
    for (const sent of viewers) expect(sent).toEqual(told);
  });

  it('has them as well where a viewer is sent some of the frames', async () => {
    const sent = watch(fullVideo('h264'));
    const frames: { readonly captureTimeUs: number }[] = [];
    const noting = fake.stream.frames$.subscribe(({ captureTimeUs }) => frames.push({ captureTimeUs }));
    for (let count = 0; count < 10; count++) await fake.deliver();
    noting.unsubscribe();
    // A detector that is late, and skips frames.
    for (const frame of frames.filter((_, index) => index % 3 === 0)) {
      fake.stream.metadata.publish(1, frame);
      await fake.clock.advance(100);
    }
    expect(told).toEqual(sent.filter((_, index) => index % 3 === 0));
  });

  it('ends with it', async () => {
    let hasEnded = false;
    fake.stream.metadata.read({ onMessage: () => undefined, onEnd: () => (hasEnded = true) });
    await fake.stream.close();
    expect(hasEnded).toBe(true);
  });
});
