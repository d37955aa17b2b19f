import { beforeEach, describe, expect, it } from '@jest/globals';
import { RtpClock } from '../rtp/rtp-clock.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { MetadataChannel } from './metadata-channel.js';

interface Sent {
  readonly rtpTimestamp: number;
  readonly captureTimeMs: number;
  readonly value: unknown;
}

describe('the metadata of a stream', () => {
  let clock: VirtualCaptureClock;
  let channel: MetadataChannel;
  let sent: Sent[];
  let hasEnded: boolean;
  const rtpClock = new RtpClock(1_700_000_000_000_000, 1000);

  beforeEach(() => {
    clock = new VirtualCaptureClock(5_000_000);
    channel = new MetadataChannel({ streamName: 'front', clock, rtpClock });
    sent = [];
    hasEnded = false;
  });

  const read = (): (() => void) =>
    channel.read({
      onMessage: (message) => void sent.push(JSON.parse(message) as Sent),
      onEnd: () => (hasEnded = true),
    });
  const values = (): unknown[] => sent.map(({ value }) => value);

  it('has the RTP timestamp that the packetizer gives to the same frame', () => {
    read();
    expect(channel.publish({ boxes: [] }, { captureTimeUs: 2_000_000 })).toBe(true);
    expect(sent).toEqual([{ rtpTimestamp: 181_000, captureTimeMs: 1_700_000_002_000, value: { boxes: [] } }]);
    expect(sent[0]?.rtpTimestamp).toBe(rtpClock.timestamp(2_000_000));
  });

  it.each([
    ['a frame in an object', { frame: { captureTimeUs: 2_000_000 } }, 181_000],
    ['a date', { captureTime: new Date(1_700_000_002_000) }, 181_000],
    ['milliseconds since 1970', { captureTime: 1_700_000_002_000 }, 181_000],
    ['nothing, which is now', undefined, 451_000],
  ])('knows a frame by %s', (_name, moment, rtpTimestamp) => {
    read();
    channel.publish(1, moment);
    expect(sent).toMatchObject([{ rtpTimestamp }]);
  });

  it('does nothing with a value while nobody reads', () => {
    const value = {
      toJSON: () => {
        throw new Error('It was serialised.');
      },
    };
    expect(channel.publish(value)).toBe(false);
    const leave = read();
    expect(() => channel.publish(value)).toThrow(expect.objectContaining({ code: 'WGR_METADATA_INVALID' }));
    leave();
    expect(channel.publish(value)).toBe(false);
  });

  it('sends 30 messages a second at most, and always the newest', async () => {
    read();
    for (let number = 0; number < 500; number++) {
      channel.publish(number);
      await clock.advance(2);
    }
    await clock.advance(100);
    expect(sent.length).toBeGreaterThan(25);
    expect(sent.length).toBeLessThanOrEqual(34);
    expect(sent.at(-1)?.value).toBe(499);
    expect(values()).toEqual([...(values() as number[])].sort((one, other) => one - other));
  });

  it('delays none of 30 frames a second that arrive unevenly', async () => {
    read();
    for (let number = 0; number < 60; number++) {
      channel.publish(number);
      expect(sent.at(-1)?.value).toBe(number);
      await clock.advance(number % 2 === 0 ? 24 : 44);
    }
  });

  it.each([
    ['undefined', undefined, 'it is undefined'],
    ['a function', () => 1, 'it is function'],
    ['a bigint', 1n, 'BigInt'],
  ])('refuses %s', (_name, value, reason) => {
    read();
    expect(() => channel.publish(value)).toThrow(reason);
    expect(sent).toEqual([]);
  });

  it('refuses what is too large, and a frame without a time', () => {
    read();
    expect(() => channel.publish('é'.repeat(8192))).toThrow(
      expect.objectContaining({
        code: 'WGR_METADATA_TOO_LARGE',
        detail: { sizeBytes: 16_386, limitBytes: 16_384 },
      }),
    );
    for (const moment of [
      {},
      { frame: {} },
      { captureTimeUs: Number.NaN },
      { captureTime: new Date('no') },
    ]) {
      expect(() => channel.publish(1, moment as never)).toThrow(
        expect.objectContaining({ code: 'WGR_METADATA_INVALID' }),
      );
    }
    expect(channel.publish('a'.repeat(16_382))).toBe(true);
  });

  it('ends its readers with the stream, and new ones at once', async () => {
    read();
    for (let number = 0; number < 5; number++) channel.publish(number);
    channel.close();
    expect(hasEnded).toBe(true);
    const { length } = sent;
    await clock.advance(1000);
    expect(sent).toHaveLength(length);
    expect([channel.readerCount, channel.publish(1), clock.sleeping]).toEqual([0, false, 0]);
    hasEnded = false;
    read();
    expect(hasEnded).toBe(true);
  });
});
