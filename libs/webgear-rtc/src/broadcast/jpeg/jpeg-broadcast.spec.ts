import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Subscription } from 'rxjs';
import { FakeVideoStream } from '../../testing/fake-video-stream.js';
import type { LiveJpeg } from './jpeg-rendition.js';

const idleStopMs = 5000;

describe('the images of a stream', () => {
  let fake: FakeVideoStream;
  let watching: Subscription[];

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    fake = new FakeVideoStream('garden', idleStopMs);
    watching = [];
  });

  afterEach(async () => {
    for (const subscription of watching) subscription.unsubscribe();
    await fake.stream.close();
    jest.useRealTimers();
    expect(fake.ledger.open).toBe(0);
    expect(fake.jpegEncoders.every(({ closed }) => closed)).toBe(true);
    expect(fake.errors).toEqual([]);
  });

  function watch(): LiveJpeg[] {
    const seen: LiveJpeg[] = [];
    watching.push(fake.stream.jpeg.watch().subscribe((image) => seen.push(image)));
    return seen;
  }

  /** Frames of so much time, 30 of them in a second. */
  async function play(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 33) await fake.deliver();
  }

  test('open nothing before the first looks, and encode for nobody after', async () => {
    expect(fake.capture.starts).toBe(0);
    watch();
    expect(fake.capture.starts).toBe(1);
    await play(100);
    watching[0]?.unsubscribe();
    await play(100);
    expect(fake.jpegEncoders).toHaveLength(1);
    expect(fake.jpegEncoders[0]?.closed).toBe(true);
    const encoded = fake.jpegEncoders[0]?.images;
    await play(300);
    expect(fake.jpegEncoders[0]?.images).toBe(encoded);
    await jest.advanceTimersByTimeAsync(idleStopMs);
    expect(fake.stream.stats().state).toBe('idle');
  });

  test('are encoded once for all who look, and no video with them', async () => {
    const [first, second] = [watch(), watch()];
    await play(500);
    expect(second.length).toBeGreaterThan(3);
    expect(second[0]).toBe(first[0]);
    expect(fake.jpegEncoders).toHaveLength(1);
    expect(fake.jpegEncoders[0]?.images).toBe(first.length);
    const bytesEncoded = first.reduce((sum, { data }) => sum + data.length, 0);
    const counted = { readers: 2, framesEncoded: first.length, bytesEncoded };
    expect(fake.stream.stats().jpeg).toEqual(counted);
    for (const subscription of watching) subscription.unsubscribe();
    expect(fake.stream.stats().jpeg).toEqual({ ...counted, readers: 0 });
    expect(fake.encoders).toEqual([]);
  });

  test('come no faster than they may, and no slower', async () => {
    const seen = watch();
    await play(3000);
    expect(seen.length).toBeGreaterThanOrEqual(29);
    expect(seen.length).toBeLessThanOrEqual(31);
  });

  test('begin with the newest there is, for one who comes while others look', async () => {
    const first = watch();
    await play(50);
    const second = watch();
    expect(second).toEqual([first.at(-1)]);
  });

  test('leave frames out while one takes long', async () => {
    const seen = watch();
    await fake.deliver();
    const [encoder] = fake.jpegEncoders;
    if (encoder === undefined) throw new Error('There is no encoder.');
    let finish = (): void => undefined;
    encoder.busy = new Promise((resolve) => (finish = resolve));
    await play(1000);
    expect(encoder.images).toBe(2);
    finish();
    await play(10);
    expect(encoder.images).toBeLessThanOrEqual(4);
    expect(seen.at(-1)?.captureTimeUs).toBeGreaterThan(fake.clock.nowUs() - 150_000);
  });

  test('are smaller for those who want that, encoded once for each width and only while it is wanted', async () => {
    const seen: LiveJpeg[][] = [[], [], []];
    for (const [index, width] of [32, 32, undefined].entries())
      watching.push(fake.stream.jpeg.watch(width).subscribe((image) => seen[index]?.push(image)));
    await play(500);
    expect(fake.jpegEncoders).toHaveLength(2);
    expect(seen[1]?.at(-1)).toBe(seen[0]?.at(-1));
    expect(seen[2]?.at(-1)).not.toBe(seen[0]?.at(-1));
    expect(fake.stream.stats().jpeg).toMatchObject({ readers: 3 });
    const before = fake.stream.stats().jpeg.framesEncoded;
    watching[0]?.unsubscribe();
    await play(200);
    expect(fake.jpegEncoders.filter(({ closed }) => closed)).toHaveLength(0);
    watching[1]?.unsubscribe();
    await play(100);
    expect(fake.jpegEncoders.filter(({ closed }) => closed)).toHaveLength(1);
    // What they have cost stays counted.
    expect(fake.stream.stats().jpeg.framesEncoded).toBeGreaterThan(before);
    expect(fake.stream.stats().jpeg.readers).toBe(1);
  });

  test('say of a slate that it is one, at once', async () => {
    const seen = watch();
    await fake.deliver();
    fake.capture.showsSlate = true;
    await fake.deliver();
    expect(seen.map(({ isSlate }) => isSlate)).toEqual([false, true]);
  });

  test('start a source again that has ended, for one who comes while others look', () => {
    watch();
    fake.capture.end();
    watch();
    expect(fake.capture.starts).toBe(2);
  });

  test('end with the stream, and are refused from then on', async () => {
    let completed = false;
    watching.push(fake.stream.jpeg.watch().subscribe({ complete: () => (completed = true) }));
    const asked = fake.stream.jpeg.snapshot();
    const refused = expect(asked).rejects.toMatchObject({ code: 'WGR_SHUTTING_DOWN' });
    await fake.stream.close();
    await refused;
    expect(completed).toBe(true);
    expect(() => fake.stream.jpeg.watch()).toThrow(expect.objectContaining({ code: 'WGR_SHUTTING_DOWN' }));
    await expect(fake.stream.jpeg.snapshot()).rejects.toMatchObject({ code: 'WGR_SHUTTING_DOWN' });
  });

  test('give a thousand who ask for one frame the same, encoded once', async () => {
    const asked = Array.from({ length: 1000 }, () => fake.stream.jpeg.snapshot());
    // One wait for all, and one until the newest frame is repeated.
    expect(fake.clock.sleeping).toBe(2);
    await fake.deliver();
    await fake.deliver();
    expect(new Set(await Promise.all(asked)).size).toBe(1);
    expect(fake.capture.starts).toBe(1);
    expect(fake.jpegEncoders.map(({ images }) => images)).toEqual([1]);
  });

  test('give nobody who asks for one a frame of before, or a slate', async () => {
    watch();
    await fake.deliver();
    const askedAtUs = fake.clock.nowUs();
    const asked = fake.stream.jpeg.snapshot();
    fake.capture.showsSlate = true;
    await play(200);
    fake.capture.showsSlate = false;
    await play(200);
    const image = await asked;
    expect(image.isSlate).toBe(false);
    expect(image.captureTimeUs).toBeGreaterThan(askedAtUs + 200_000);
  });

  test('are given up after a while where none comes, and asked for again', async () => {
    const asked = expect(fake.stream.jpeg.snapshot()).rejects.toMatchObject({ code: 'WGR_NO_FRAME' });
    await fake.clock.advance(8000);
    await asked;
    const again = fake.stream.jpeg.snapshot();
    await fake.deliver();
    await expect(again).resolves.toMatchObject({ width: 64 });
    expect(fake.clock.sleeping).toBe(0);
  });
});
