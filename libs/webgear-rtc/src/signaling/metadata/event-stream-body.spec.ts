import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RtpClock } from '../../rtp/rtp-clock.js';
import { MetadataChannel } from '../../frame-metadata/metadata-channel.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { EventStreamBody } from './event-stream-body.js';

/** Accepts a chunk and requests the next one only on `read()`. */
class SlowReader extends Writable {
  readonly chunks: string[] = [];
  private goOn: () => void = () => undefined;

  constructor() {
    super({ highWaterMark: 1 });
  }

  override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
    this.chunks.push(chunk.toString());
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

describe('the body of a response with metadata', () => {
  let clock: VirtualCaptureClock;
  let channel: MetadataChannel;
  let body: EventStreamBody;
  let reader: SlowReader;

  beforeEach(async () => {
    clock = new VirtualCaptureClock();
    channel = new MetadataChannel({ streamName: 'front', clock, rtpClock: new RtpClock(0, 0) });
    body = new EventStreamBody(channel, clock);
    reader = new SlowReader();
    body.pipe(reader);
    await settle();
  });

  afterEach(() => void body.destroy());

  async function publish(number: number): Promise<void> {
    channel.publish(number);
    await clock.advance(50);
  }

  it('opens at once, and has each message as an event', async () => {
    await reader.read();
    await publish(1);
    expect(reader.chunks).toEqual([
      'retry: 1000\n\n',
      'data: {"rtpTimestamp":0,"captureTimeMs":0,"value":1}\n\n',
    ]);
  });

  it('skips messages for a slow reader, keeps one and sends it the newest', async () => {
    await reader.read();
    for (let number = 1; number <= 100; number++) {
      await publish(number);
      expect(body.readableLength + reader.writableLength).toBeLessThan(200);
    }
    expect(reader.chunks).toHaveLength(2);
    await reader.read();
    await reader.read();
    expect(reader.chunks[2]).toContain('"value":100}');
  });

  it('has a comment after 15 quiet seconds, and none beside messages', async () => {
    await reader.read();
    await clock.advance(15_000);
    expect(reader.chunks.at(-1)).toBe(':\n\n');
    await reader.read();
    for (let number = 0; number < 400; number++) {
      await publish(number);
      await reader.read();
    }
    expect(reader.chunks.filter((chunk) => chunk.startsWith(':'))).toHaveLength(1);
  });

  it('disconnects a client that takes nothing for 15 seconds', async () => {
    await publish(1);
    await clock.advance(30_000);
    expect([body.destroyed, channel.readerCount, clock.sleeping]).toEqual([true, 0, 0]);
  });

  it('ends with the stream, whether or not its client reads', async () => {
    channel.close();
    expect([body.destroyed, clock.sleeping]).toEqual([true, 0]);
    const other = new MetadataChannel({ streamName: 'yard', clock, rtpClock: new RtpClock(0, 0) });
    body = new EventStreamBody(other, clock);
    body.resume();
    await settle();
    other.close();
    await settle();
    expect(body.readableEnded).toBe(true);
  });

  it('leaves the stream when it is destroyed', async () => {
    body.destroy();
    await settle();
    expect([channel.readerCount, clock.sleeping]).toEqual([0, 0]);
  });
});
