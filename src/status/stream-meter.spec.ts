import { describe, expect, it } from '@jest/globals';
import type { PeerSnapshot, RenditionStats, StreamStats } from 'nestjs-webgear-rtc';
import { StreamMeter } from './stream-meter.js';

function stats(framesCaptured: number, ...renditions: readonly Partial<RenditionStats>[]): StreamStats {
  return {
    streamName: 'front',
    state: 'live',
    framesCaptured,
    framesDecoded: 0,
    framesDropped: 0,
    renditions: renditions as readonly RenditionStats[],
    jpeg: { readers: 0, framesEncoded: 0, bytesEncoded: 0 },
  };
}

const peer = (streamName: string, state: string): PeerSnapshot => ({ streamName, state }) as PeerSnapshot;

describe('a meter of a stream', () => {
  it('knows no rates at first', () => {
    expect(new StreamMeter().read(stats(100), [], 0)).toMatchObject({ framesPerSecond: 0, bitrateBps: 0 });
  });

  it('turns counters into rates over the time between two readings', () => {
    const meter = new StreamMeter();
    meter.read(stats(0, { codec: 'h264', framesEncoded: 10, bytesEncoded: 1000 }), [], 5000);
    const reading = meter.read(
      stats(60, { codec: 'h264', framesEncoded: 70, bytesEncoded: 501_000 }),
      [],
      7000,
    );
    expect(reading).toMatchObject({ framesPerSecond: 30, bitrateBps: 2_000_000 });
  });

  it('adds the bits of all renditions, but not their frames, which are the same', () => {
    const meter = new StreamMeter();
    meter.read(stats(0), [], 0);
    const vp8 = { codec: 'vp8', framesEncoded: 29, bytesEncoded: 1000 } as const;
    const h264 = { codec: 'h264', framesEncoded: 30, bytesEncoded: 2000 } as const;
    expect(meter.read(stats(30, vp8, h264), [], 1000)).toMatchObject({
      framesPerSecond: 30,
      bitrateBps: 24_000,
    });
  });

  it('adds the bits of the sound, but its packets are no frames', () => {
    const meter = new StreamMeter();
    meter.read(stats(0), [], 0);
    const video = { track: 'video', codec: 'h264', framesEncoded: 30, bytesEncoded: 2000 } as const;
    const sound = { track: 'audio', codec: 'opus', framesEncoded: 50, bytesEncoded: 1000 } as const;
    expect(meter.read(stats(30, video, sound), [], 1000)).toMatchObject({
      framesPerSecond: 30,
      bitrateBps: 24_000,
    });
  });

  it('follows a rendition that started again', () => {
    const meter = new StreamMeter();
    meter.read(stats(0, { codec: 'h264', framesEncoded: 500, bytesEncoded: 9000 }), [], 0);
    const reading = meter.read(stats(30, { codec: 'h264', framesEncoded: 20, bytesEncoded: 1000 }), [], 1000);
    expect(reading).toMatchObject({ framesPerSecond: 20, bitrateBps: 8000 });
  });

  it('counts the frames of the source where none are compressed', () => {
    const meter = new StreamMeter();
    meter.read(stats(0), [], 0);
    expect(meter.read(stats(25), [], 1000)).toMatchObject({ framesPerSecond: 25, bitrateBps: 0 });
  });

  it('counts those who watch without WebRTC, and what they get', () => {
    const meter = new StreamMeter();
    meter.read(stats(0), [], 0);
    const jpeg = { readers: 2, framesEncoded: 10, bytesEncoded: 1000 };
    const [session, image] = [
      peer('front', 'connected'),
      { ...peer('front', 'connected'), mode: 'mjpeg' },
    ] as const;
    expect(meter.read({ ...stats(30), jpeg }, [session, image, image], 1000)).toMatchObject({
      viewers: 3,
      framesPerSecond: 10,
      bitrateBps: 8000,
    });
  });

  it('counts the connected viewers of its own stream', () => {
    const peers = [peer('front', 'connected'), peer('front', 'connecting'), peer('yard', 'connected')];
    expect(new StreamMeter().read(stats(0), peers, 0).viewers).toBe(1);
  });
});
