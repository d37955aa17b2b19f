import { beforeEach, describe, expect, it } from '@jest/globals';
import { AudioPresence } from './audio-presence.js';

const TICK_MS = 400;

describe('the presence of sound', () => {
  let audio: AudioPresence;
  let nowMs: number;
  let packets: number;
  let frames: number;

  /** What arrives per sample for a while. */
  const pass = (ms: number, perSample: { readonly packets: number; readonly frames: number }): boolean => {
    for (let passedMs = 0; passedMs < ms; passedMs += TICK_MS) {
      nowMs += TICK_MS;
      packets += perSample.packets;
      frames += perSample.frames;
      audio.observe(packets, frames, nowMs);
    }
    return audio.isPresent;
  };
  const begin = (): void => {
    packets = 0;
    frames = 0;
    audio.begin(nowMs);
  };

  beforeEach(() => {
    audio = new AudioPresence();
    nowMs = 0;
    begin();
  });

  it('is known from its first packet, and with it gone for five seconds while frames arrive, from that', () => {
    expect(pass(20_000, { packets: 0, frames: 10 })).toBe(false);
    audio.noteArrival(nowMs);
    expect(audio.isPresent).toBe(true);
    expect(pass(20_000, { packets: 20, frames: 10 })).toBe(true);
    expect(pass(4800, { packets: 0, frames: 10 })).toBe(true);
    expect(pass(400, { packets: 0, frames: 10 })).toBe(false);
    expect(pass(400, { packets: 20, frames: 10 })).toBe(true);
  });

  it('is unchanged while nothing arrives at all, and over a reconnect', () => {
    pass(4000, { packets: 20, frames: 10 });
    expect(pass(60_000, { packets: 0, frames: 0 })).toBe(true);
    begin();
    expect(pass(2000, { packets: 0, frames: 0 })).toBe(true);
    expect(pass(4000, { packets: 0, frames: 10 })).toBe(true);
    expect(pass(4000, { packets: 20, frames: 10 })).toBe(true);
    begin();
    expect(pass(5600, { packets: 0, frames: 10 })).toBe(false);
  });
});
