import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import type { LiveJpeg } from '../../broadcast/jpeg/jpeg-rendition.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { MjpegBody } from './mjpeg-body.js';

/** Takes what it is given, and calls for more only when it is told to. */
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

describe('the body of pictures that follow each other', () => {
  let clock: VirtualCaptureClock;
  let stills$: Subject<LiveJpeg>;
  let body: MjpegBody;
  let reader: SlowReader;

  beforeEach(async () => {
    clock = new VirtualCaptureClock();
    stills$ = new Subject();
    body = new MjpegBody(stills$, clock);
    reader = new SlowReader();
    body.pipe(reader);
    await settle();
  });

  afterEach(() => void body.destroy());

  async function show(number: number): Promise<void> {
    const data = Buffer.from(`picture ${number}`);
    stills$.next({ data, width: 64, height: 36, captureTimeUs: number, isSlate: false });
    await settle();
  }

  it('is parts with a type and a length, each closed at once', async () => {
    await reader.read();
    await show(1);
    expect(reader.chunks).toEqual([
      '--webgear-rtc-picture\r\n',
      'Content-Type: image/jpeg\r\nContent-Length: 9\r\n\r\npicture 1\r\n--webgear-rtc-picture\r\n',
    ]);
  });

  it('leaves out for a slow reader what it had no time for, and shows it the newest', async () => {
    await reader.read();
    for (let number = 1; number <= 100; number++) await show(number);
    expect(reader.chunks).toHaveLength(2);
    await reader.read();
    await reader.read();
    expect(reader.chunks).toHaveLength(3);
    expect(reader.chunks[2]).toContain('picture 100\r');
    await show(101);
    expect(reader.chunks[3]).toContain('picture 101\r');
  });

  it('piles up nothing for one that never reads, and lets it go after a while', async () => {
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
    expect(stills$.observed).toBe(false);
  });

  it('stays with a reader that has read all there is, however long no picture comes', async () => {
    await reader.read();
    await show(1);
    await reader.read();
    await clock.advance(3_600_000);
    await show(2);
    expect(body.destroyed).toBe(false);
    expect(reader.chunks[2]).toContain('picture 2\r');
  });

  it('ends with the pictures', async () => {
    await reader.read();
    stills$.complete();
    await settle();
    expect([body.readableEnded, reader.writableFinished]).toEqual([true, true]);
  });

  it('does not wait for one that does not read when the pictures end', async () => {
    await show(1);
    stills$.complete();
    expect(body.destroyed).toBe(true);
  });

  it('looks no more once nobody reads it', async () => {
    body.destroy();
    await settle();
    expect(stills$.observed).toBe(false);
  });
});
