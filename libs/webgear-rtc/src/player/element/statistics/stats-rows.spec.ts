import { describe, expect, it } from '@jest/globals';
import type { PlayerStats } from '../../webgear-player.interface.js';
import { english } from '../../words/english.js';
import { englishControls } from '../../words/english-controls.js';
import { StatsWriter, type StatsOrigin } from './stats-rows.js';

const stats: PlayerStats = {
  width: 1280,
  height: 720,
  framesPerSecond: 29.6,
  bitrateBps: 2_083_000,
  lossRate: 0.012,
  roundTripMs: 9,
  delayMs: 20,
  codec: 'video/H264',
  latencyMs: 15.4,
  jitterMs: 2,
  framesDropped: 2,
  packetsRepaired: 12,
  freezeCount: 2,
  freezeMs: 400,
  isHardware: true,
  path: 'tcp-relay',
  audio: undefined,
};

function rows(origin: Partial<StatsOrigin> = {}, language = 'en'): Record<string, string> {
  const full = {
    stats,
    transport: 'webrtc',
    quality: undefined,
    shown: { width: 640, height: 360 },
  } as const;
  const written = new StatsWriter({ ...english, ...englishControls }, language).rows({ ...full, ...origin });
  return Object.fromEntries(written.map(({ name, value }) => [name, value]));
}

describe('the statistics as text', () => {
  it('say what the browser measures', () => {
    expect(rows()).toEqual({
      latency: '15 ms, capture to screen',
      frameSize: '1280 × 720, shown 640 × 360',
      frameRate: '30 fps, 2 dropped',
      bitRate: '2.08 Mbit/s',
      loss: '1.2 %, 12 repaired',
      roundTrip: '9 ms, jitter 2 ms',
      freezes: '2, 0.4 s in all',
      path: 'TCP, relay',
      codec: 'H.264, hardware',
    });
  });

  it('leave out what it does not know, and what has not happened', () => {
    const unknown = { latencyMs: undefined, path: undefined, jitterMs: undefined, isHardware: undefined };
    const calm = { ...stats, ...unknown, framesDropped: 0, packetsRepaired: 0, freezeCount: 0 };
    expect(rows({ stats: calm })).toMatchObject({
      frameRate: '30 fps',
      loss: '1.2 %',
      roundTrip: '9 ms',
      freezes: '0',
      codec: 'H.264',
    });
    expect(Object.keys(rows({ stats: calm }))).not.toContain('latency');
    expect(rows({ stats: undefined, transport: 'mjpeg' })).toEqual({ codec: 'JPEG' });
  });

  it('say what the server knows of the ladder', () => {
    const rungs = ['full', 'half'].map((rung) => ({ rung, width: 1, height: 1, bitrateBps: 1 }));
    const quality = { rung: 'half', rungs, targetBps: 800_000, estimateBps: 1_230_000, queueMs: 7 };
    expect(rows({ quality })).toMatchObject({
      quality: 'half, 2 of 2',
      target: '0.80 Mbit/s',
      estimate: '1.23 Mbit/s',
      queue: '7 ms',
    });
  });

  it('write numbers as the language does', () => {
    expect(rows({}, 'de')).toMatchObject({ bitRate: '2,08 Mbit/s', loss: '1,2 %, 12 repaired' });
  });
});
