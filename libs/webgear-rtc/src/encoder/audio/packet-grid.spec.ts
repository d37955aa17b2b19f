import { describe, expect, it } from '@jest/globals';
import { PacketGrid } from './packet-grid.js';

interface Packet {
  readonly samples: Float32Array;
  readonly startUs: number;
  readonly silent: boolean;
}

describe('the grid of packets', () => {
  it('cuts what it gets into packets of 20 ms, of any length', () => {
    const { grid, packets } = make(2);
    grid.anchor(1234.4);
    for (let count = 0; count < 60; count++) grid.append(new Float32Array(2 * (100 + count)).fill(0.5));
    expect(packets.map(({ startUs }) => startUs)).toEqual(packets.map((_, index) => 1234 + index * 20_000));
    expect(packets).toHaveLength(Math.floor((60 * 100 + (59 * 60) / 2) / 960));
    expect(grid.endUs).toBeCloseTo(1234 + ((60 * 100 + (59 * 60) / 2) / 48) * 1000, 3);
  });

  it('has no step at a gap, into it and out of it, nor where it is muted', () => {
    const { grid, packets } = make(1);
    const sound = () => grid.append(new Float32Array(1440).fill(1));
    grid.anchor(0);
    sound();
    grid.appendSilence(1440);
    sound();
    grid.setMuted(true);
    sound();
    grid.setMuted(false);
    sound();
    sound();
    const samples = packets.flatMap((packet) => [...packet.samples]);
    const largest = samples.reduce(
      (most, sample, index) => Math.max(most, Math.abs(sample - (samples[index - 1] ?? 0))),
      0,
    );
    expect(largest).toBeLessThan(0.005);
    expect([samples[1400], samples[2000], samples[4000], samples[5000], samples[7000]]).toEqual([
      1, 0, 1, 0, 1,
    ]);
  });

  it('knows which packets are silent', () => {
    const { grid, packets } = make(1);
    grid.anchor(0);
    grid.append(new Float32Array(960).fill(1));
    grid.setMuted(true);
    for (let index = 0; index < 3; index++) grid.append(new Float32Array(960).fill(1));
    expect(packets.map(({ silent }) => silent)).toEqual([false, false, true, true]);
  });

  it('completes a packet before a later anchor, and forgets what would go beyond it', () => {
    const { grid, packets } = make(1);
    grid.anchor(0);
    grid.append(new Float32Array(100).fill(1));
    grid.anchor(1_000_000);
    grid.append(new Float32Array(1060).fill(1));
    grid.anchor(0);
    expect(packets.map(({ startUs }) => startUs)).toEqual([0, 1_000_000]);
    expect(grid.endUs).toBe(0);
  });

  it('takes nothing that is not a number or beyond ±1', () => {
    const { grid, packets } = make(1);
    grid.anchor(0);
    grid.append(new Float32Array(240).fill(1));
    grid.append(
      Float32Array.from({ length: 720 }, (_, index) => [NaN, Infinity, -Infinity, 7][index % 4] ?? 0),
    );
    expect([...(packets[0]?.samples.subarray(240, 244) ?? [])]).toEqual([0, 1, -1, 1]);
  });
});

function make(channels: 1 | 2) {
  const packets: Packet[] = [];
  const grid = new PacketGrid(channels, (samples, startUs, silent) =>
    packets.push({ samples, startUs, silent }),
  );
  return { grid, packets };
}
