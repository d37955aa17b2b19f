import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ResolvedStreamOptions } from '../options/resolved-options.interface.js';
import { FakeFrameCapture } from '../testing/fake-frame-capture.js';
import { FakeVideoStream } from '../testing/fake-video-stream.js';
import { RecordingSink } from '../testing/stream-engine-rig.js';
import { FrameLedger } from '../testing/frame-ledger.js';
import { fullVideo } from '../media/rendition-key.js';

const info = { width: 64, height: 36, framerate: 30, live: true };
const options = (bitrateBps: number): ResolvedStreamOptions =>
  ({ renditions: 'single', bitrateBps }) as ResolvedStreamOptions;

describe('a stream with other options', () => {
  let fake: FakeVideoStream;
  let sink: RecordingSink;

  beforeEach(() => {
    fake = new FakeVideoStream();
    sink = new RecordingSink();
    fake.stream.subscribe(fullVideo('h264'), sink);
    fake.capture.open(info);
  });

  afterEach(async () => {
    await fake.stream.close();
    expect(fake.ledger.open).toBe(0);
    expect(fake.encoders.map(({ closed }) => closed)).toEqual(fake.encoders.map(() => true));
    expect(fake.clock.sleeping).toBe(0);
  });

  const times = (): number[] => sink.received.map(({ captureTimeUs }) => captureTimeUs);

  test('serves its viewers without a gap, from a key frame of the next encoder on', async () => {
    for (let count = 0; count < 3; count++) await fake.deliver();
    fake.stream.reconfigure(options(500_000));
    for (let count = 0; count < 4; count++) await fake.deliver();
    expect(fake.encoders).toHaveLength(2);
    expect(fake.encoders[1]?.settings.bitrateBps).toBe(500_000);
    const sent = times();
    expect(sent.slice(1).map((time, index) => time - (sent[index] ?? 0))).toEqual(
      sent.slice(1).map(() => 33_000),
    );
    expect(sink.received.filter(({ keyFrame }) => keyFrame)).toHaveLength(2);
    // That of before is closed as soon as nobody needs it.
    expect(fake.encoders[0]?.closed).toBe(true);
  });

  test('tells its ladder to those who watch it, and does not complete it', async () => {
    const rates: number[] = [];
    let completed = 0;
    fake.stream.ladder$.subscribe({
      next: ({ rungs: [best] }) => rates.push(best?.bitrateBps ?? 0),
      complete: () => completed++,
    });
    await fake.deliver();
    fake.stream.reconfigure(options(500_000));
    await fake.deliver();
    expect([rates[0], rates.at(-1), completed]).toEqual([1_000_000, 500_000, 0]);
    fake.stream.setBitrate(300_000);
    expect(rates.at(-1)).toBe(300_000);
  });

  test('gives JPEG images, frames and encoded frames to those who have subscribed before', async () => {
    const counts = { jpeg: 0, frames: 0, encoded: 0 };
    const subscriptions = [
      fake.stream.jpeg.watch().subscribe(() => counts.jpeg++),
      fake.stream.frames$.subscribe(() => counts.frames++),
      fake.stream.encodedFrames$('h264').subscribe(() => counts.encoded++),
    ];
    for (let count = 0; count < 5; count++) await fake.deliver();
    const before = { ...counts };
    fake.stream.reconfigure(options(500_000));
    for (let count = 0; count < 10; count++) await fake.deliver();
    expect(counts.frames).toBe(before.frames + 10);
    expect(counts.encoded).toBe(before.encoded + 10);
    expect(counts.jpeg).toBeGreaterThan(before.jpeg);
    for (const subscription of subscriptions) subscription.unsubscribe();
  });

  test('keeps what is made of frames that do not come, and lets it go after a while', async () => {
    await fake.deliver();
    fake.stream.reconfigure(options(500_000));
    await fake.clock.advance(6000);
    await fake.deliver();
    await fake.deliver();
    expect(sink.received.at(-1)?.captureTimeUs).toBeGreaterThan(6_000_000);
  });

  test('serves its viewers from another source that replaces its own', async () => {
    await fake.deliver();
    const states: string[] = [];
    const watching = fake.stream.state$.subscribe((state) => states.push(state));
    const other = new FakeFrameCapture();
    await fake.stream.parts.capture.replace(other);
    expect(states).toEqual(['live', 'starting']);
    expect([other.starts, fake.capture.state$.value]).toEqual([1, 'idle']);
    other.open({ ...info, width: 128, height: 72 });
    const ledger = new FrameLedger();
    await fake.clock.advance(100);
    other.deliver(ledger.frame(fake.clock.nowUs()));
    await fake.clock.advance(0);
    expect(times().at(-1)).toBe(fake.clock.nowUs());
    // What the first one would still deliver is nobody's.
    const count = sink.received.length;
    await fake.deliver();
    expect(sink.received).toHaveLength(count);
    watching.unsubscribe();
  });
});
