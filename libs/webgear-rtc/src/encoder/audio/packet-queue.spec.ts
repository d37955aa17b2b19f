import { afterEach, describe, expect, it } from '@jest/globals';
import type { EncodedAudioFrame } from '../../media/audio-frame.js';
import { until } from '../../testing/until.js';
import { PacketQueue, type SampleEncoder } from './packet-queue.js';
import { silentOpusPacket } from './silent-opus-packet.js';

const queues: PacketQueue[] = [];
afterEach(() => Promise.all(queues.splice(0).map((queue) => queue.close())));

/** Encodes only when a test lets it; a packet is the first sample. */
class HandFedEncoder implements SampleEncoder {
  readonly pending: (() => void)[] = [];
  closes = 0;
  fails = false;

  encode(samples: Float32Array): Promise<Buffer> {
    if (this.fails) return Promise.reject(new Error('broken'));
    return new Promise((resolve) => this.pending.push(() => resolve(Buffer.from([samples[0] ?? 0]))));
  }

  close(): void {
    this.closes++;
  }
}

describe('the queue before the encoder', () => {
  it('keeps the order of what is encoded and what is passed', async () => {
    const { queue, encoder, packets } = make();
    queue.encode(Float32Array.of(1), 0);
    queue.pass(passed(30_000));
    queue.encode(Float32Array.of(2), 60_000);
    await until('the encoder', () => encoder.pending.length === 1);
    expect(packets).toEqual([]);
    encoder.pending.shift()?.();
    await until('the encoder', () => encoder.pending.length === 1);
    encoder.pending.shift()?.();
    await until('all', () => packets.length === 3);
    expect(packets.map(({ captureTimeUs }) => captureTimeUs)).toEqual([-6_500, 30_000, 53_500]);
    expect(queue.stats()).toEqual({
      packetsEncoded: 3,
      bytesEncoded: 3,
      encodersOpened: 1,
      packetsDropped: 0,
    });
  });

  it('leaves the oldest out and counts it when the encoder is too slow', async () => {
    const { queue, encoder, packets } = make();
    for (let index = 0; index < 61; index++) queue.encode(Float32Array.of(index), index * 20_000);
    for (let count = 0; count < 51; count++) {
      await until('the encoder', () => encoder.pending.length === 1);
      encoder.pending.shift()?.();
    }
    await until('all', () => packets.length === 51);
    expect(queue.stats().packetsDropped).toBe(10);
    expect(packets.slice(0, 2).map(({ data }) => data[0])).toEqual([0, 11]);
  });

  it('gives times that rise, but for a source that starts again', async () => {
    const { queue, packets } = make();
    for (const timeUs of [20_000_000, 20_000_000, 19_990_000, 20_020_000, 0, 20_000])
      queue.pass(passed(timeUs));
    await until('all', () => packets.length === 4);
    expect(packets.map(({ captureTimeUs }) => captureTimeUs)).toEqual([20_000_000, 20_020_000, 0, 20_000]);
  });

  it.each(['opening', 'encoding'] as const)('sends silence when %s fails, and says so once', async (step) => {
    const encoder = new HandFedEncoder();
    encoder.fails = true;
    const openEncoder = () =>
      step === 'opening' ? Promise.reject(new Error('none')) : Promise.resolve(encoder);
    const { queue, packets, errors } = make(openEncoder);
    for (let index = 0; index < 5; index++) queue.encode(Float32Array.of(index), index * 20_000);
    await until('all', () => packets.length === 5);
    expect(packets.every(({ data }) => data.equals(silentOpusPacket(1, 20_000)))).toBe(true);
    expect(errors).toHaveLength(1);
    await queue.close();
    expect(encoder.closes).toBe(step === 'opening' ? 0 : 1);
  });

  it('waits for the encoder before it frees it, and gives nothing afterwards', async () => {
    const { queue, encoder, packets } = make();
    queue.encode(Float32Array.of(1), 0);
    await until('the encoder', () => encoder.pending.length === 1);
    const closing = queue.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(encoder.closes).toBe(0);
    encoder.pending.shift()?.();
    await closing;
    expect(encoder.closes).toBe(1);
    queue.encode(Float32Array.of(2), 20_000);
    expect(packets).toEqual([]);
  });
});

function make(open?: () => Promise<SampleEncoder>) {
  const encoder = new HandFedEncoder();
  const packets: EncodedAudioFrame[] = [];
  const errors: unknown[] = [];
  const openEncoder = open ?? (() => Promise.resolve(encoder));
  const parts = { channels: 1 as const, openEncoder, onError: (error: unknown) => errors.push(error) };
  const queue = new PacketQueue(parts, (packet) => packets.push(packet));
  queues.push(queue);
  return { queue, encoder, packets, errors };
}

function passed(captureTimeUs: number): EncodedAudioFrame {
  return { codec: 'opus', captureTimeUs, durationUs: 20_000, channels: 1, data: Buffer.from([9]) };
}
