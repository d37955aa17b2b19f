import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { EncodedAudioFrame } from '../../media/audio-frame.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { G711Source } from './g711-source.js';

describe('the own G.711 of a source', () => {
  let clock: VirtualCaptureClock;
  let packets: EncodedAudioFrame[];
  let source: G711Source;

  beforeEach(() => {
    clock = new VirtualCaptureClock(1_000_000);
    packets = [];
    source = new G711Source({ codec: 'pcmu', clock }, (packet) => packets.push(packet));
  });

  afterEach(() => source.close());

  /** A packet of 20 ms, captured so many microseconds before now. */
  const push = (agoUs = 0): void => {
    const data = Buffer.alloc(160, 1);
    const captureTimeUs = clock.nowUs() - agoUs;
    source.push({ codec: 'pcmu', captureTimeUs, durationUs: 20_000, channels: 1, data });
  };
  const play = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index++) {
      push();
      await clock.advance(20);
    }
  };
  const steps = (): number[] =>
    packets.slice(1).map(({ captureTimeUs }, index) => captureTimeUs - (packets[index]?.captureTimeUs ?? 0));
  const sound = (): string => packets.map(({ data }) => (data[0] === 0xff ? '_' : 'S')).join('');

  test('is passed as it is, at the count of its samples', async () => {
    for (const agoUs of [0, 7000, 0, 15_000, 3000]) {
      push(agoUs);
      await clock.advance(20);
    }
    expect(steps()).toEqual([20_000, 20_000, 20_000, 20_000]);
    expect(sound()).toBe('SSSSS');
    expect(source.stats()).toEqual({ packetsEncoded: 5, bytesEncoded: 800, encodersOpened: 0 });
  });

  test('is silence while there is none, and goes on where the silence ends', async () => {
    await play(10);
    await clock.advance(1000);
    await play(10);
    expect(new Set(steps())).toEqual(new Set([20_000]));
    expect(sound()).toMatch(/^S{10}_{45,50}S{8,10}$/);
    const last = packets.at(-1);
    expect(Math.abs((last?.captureTimeUs ?? 0) - (clock.nowUs() - 20_000))).toBeLessThanOrEqual(60_000);
  });

  test('follows a jump of the capture times', async () => {
    await play(5);
    clock = new VirtualCaptureClock(0);
    push(-5_000_000);
    expect(steps().at(-1)).toBeGreaterThan(3_800_000);
  });

  test('is silence of the same length while it is muted', async () => {
    await play(2);
    source.setMuted(true);
    await play(2);
    source.setMuted(false);
    await play(1);
    expect(sound()).toBe('SS__S');
    expect(packets.every(({ data }) => data.length === 160)).toBe(true);
    expect(new Set(steps())).toEqual(new Set([20_000]));
  });

  test('leaves out what silence was sent for', async () => {
    await play(5);
    await clock.advance(400);
    const sent = packets.length;
    push(300_000);
    expect(packets.length).toBe(sent);
  });

  test('stops with its close', async () => {
    await play(3);
    await source.close();
    await clock.advance(1000);
    expect(packets).toHaveLength(3);
    expect(clock.sleeping).toBe(0);
  });
});
