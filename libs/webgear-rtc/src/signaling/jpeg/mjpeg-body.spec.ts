import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import type { LiveJpeg } from '../../broadcast/jpeg/jpeg-rendition.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { MjpegBody } from './mjpeg-body.js';

/** Accepts a chunk and requests the next one only on `read()`. */
class SlowReader extends Writable {
  readonly chunks: string[] = [];
  private goOn: () => void = () => undefined;

  constructor() {
    super({ highWaterMark: 1 });
  }

  override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
    this.chunks.push(chunk.toString('latin1'));
    this.goOn = callback;
  }

  async read(): Promise<void> {
    this.goOn();
    await settle();
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('the body of an MJPEG response', () => {
  let clock: VirtualCaptureClock;
  let images$: Subject<LiveJpeg>;
  let body: MjpegBody;
  let reader: SlowReader;

  beforeEach(async () => {
    clock = new VirtualCaptureClock();
    images$ = new Subject();
    body = new MjpegBody(images$, clock);
    reader = new SlowReader();
    body.pipe(reader);
    await settle();
  });

  afterEach(() => void body.destroy());

  async function show(number: number): Promise<void> {
    const data = Buffer.from(`image ${number}`);
    images$.next({ data, width: 64, height: 36, captureTimeUs: number, isSlate: false });
    await settle();
  }

  it('has parts with type and length, each terminated at once', async () => {
    await reader.read();
    await show(1);
    expect(reader.chunks).toEqual([
      '--webgear-rtc-image\r\n',
      'Content-Type: image/jpeg\r\nContent-Length: 7\r\n\r\nimage 1\r\n--webgear-rtc-image\r\n',
    ]);
  });

  it('skips images for a slow reader and sends it the newest one', async () => {
    await reader.read();
    for (let number = 1; number <= 100; number++) await show(number);
    expect(reader.chunks).toHaveLength(2);
    await reader.read();
    await reader.read();
    expect(reader.chunks).toHaveLength(3);
    expect(reader.chunks[2]).toContain('image 100\r');
    await show(101);
    expect(reader.chunks[3]).toContain('image 101\r');
  });

  it('buffers nothing for a client that never reads, and disconnects it after a timeout', async () => {
    for (let number = 0; number < 150; number++) {
      await show(number);
      expect(body.readableLength + reader.writableLength).toBeLessThan(150);
      await clock.advance(100);
    }
    expect(body.destroyed).toBe(false);
    await show(150);
    await clock.advance(100);
    await show(151);
    expect(body.destroyed).toBe(true);
    expect(images$.observed).toBe(false);
  });

  it('keeps a client that has read everything, however long no image arrives', async () => {
    await reader.read();
    await show(1);
    await reader.read();
    await clock.advance(3_600_000);
    await show(2);
    expect(body.destroyed).toBe(false);
    expect(reader.chunks[2]).toContain('image 2\r');
  });

  it('ends with the images', async () => {
    await reader.read();
    images$.complete();
    await settle();
    expect([body.readableEnded, reader.writableFinished]).toEqual([true, true]);
  });

  it('does not wait for a client without demand when the images end', async () => {
    await show(1);
    images$.complete();
    expect(body.destroyed).toBe(true);
  });

  it('unsubscribes when it is destroyed', async () => {
    body.destroy();
    await settle();
    expect(images$.observed).toBe(false);
  });
});
