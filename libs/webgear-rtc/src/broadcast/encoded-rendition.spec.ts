import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { KeyFrameGrid } from '../encoder/key-frame-grid.js';
import { KeyFrameGate } from '../encoder/key-frame-gate.js';
import type { PacketizedFrame } from '../media/packetized-frame.js';
import { Packetizer } from '../rtp/packetizer.js';
import { RtpClock } from '../rtp/rtp-clock.js';
import { FakeVideoEncoder } from '../testing/fake-video-encoder.js';
import { FrameLedger } from '../testing/frame-ledger.js';
import { VirtualCaptureClock } from '../testing/virtual-capture-clock.js';
import { EncodedRendition } from './encoded-rendition.js';

describe('a rendition', () => {
  let clock: VirtualCaptureClock;
  let ledger: FrameLedger;
  let encoders: FakeVideoEncoder[];
  let errors: unknown[];
  let received: PacketizedFrame[];
  let rendition: EncodedRendition;
  let refuse: Error | undefined;

  beforeEach(() => {
    clock = new VirtualCaptureClock();
    ledger = new FrameLedger({ width: 640, height: 360 });
    [encoders, errors, received, refuse] = [[], [], [], undefined];
    rendition = new EncodedRendition({
      codec: 'vp8',
      rung: 'full',
      clock,
      keyFrameGate: new KeyFrameGate(clock),
      packetizer: new Packetizer('vp8', new RtpClock(0, 0)),
      openEncoder: async (width, height) => {
        if (refuse !== undefined) throw refuse;
        const settings = { width, height, framerate: 30, bitrateBps: 1_000_000, keyFrameIntervalFrames: 60 };
        const encoder = new FakeVideoEncoder('vp8', settings);
        encoders.push(encoder);
        return encoder;
      },
      onError: (error) => errors.push(error),
    });
    rendition.broadcaster.add({ sendFrame: (frame) => received.push(frame) > 0 }, 0);
  });

  afterEach(async () => {
    await rendition.close();
    expect(ledger.open).toBe(0);
  });

  async function push(captureTimeUs: number, from = ledger): Promise<void> {
    using frame = from.frame(captureTimeUs);
    rendition.encoder.push(frame);
    await clock.advance(0);
  }

  test('sends what it encodes to its viewers, with the time of its capture', async () => {
    await push(1000);
    await push(2000);
    expect(received.map(({ captureTimeUs }) => captureTimeUs)).toEqual([1000, 2000]);
    expect(received.map(({ keyFrame }) => keyFrame)).toEqual([true, false]);
  });

  test('opens one encoder, in the size of the frames', async () => {
    await push(1);
    await push(2);
    expect(encoders).toHaveLength(1);
    expect(encoders[0]?.settings).toMatchObject({ width: 640, height: 360 });
  });

  test('opens another encoder for another size and closes the one before', async () => {
    const turned = new FrameLedger({ width: 360, height: 640 });
    await push(1);
    await push(2, turned);
    expect(encoders.map(({ settings, closed }) => [settings.width, closed])).toEqual([
      [640, true],
      [360, false],
    ]);
    expect(received.map(({ keyFrame }) => keyFrame)).toEqual([true, true]);
    expect(rendition.stats().encodersOpened).toBe(2);
    expect(turned.open).toBe(0);
  });

  test('encodes the newest frame and leaves out what came meanwhile', async () => {
    await push(1);
    let finish: () => void = () => undefined;
    const encoder = encoders[0];
    if (encoder === undefined) throw new Error('No encoder was opened.');
    encoder.busy = new Promise((resolve) => (finish = resolve));
    await push(2);
    await push(3);
    await push(4);
    finish();
    await clock.advance(0);
    expect(received.map(({ captureTimeUs }) => captureTimeUs)).toEqual([1, 2, 4]);
    expect(rendition.stats().framesDropped).toBe(1);
  });

  test('makes one key frame of all requests, and the next not before its time', async () => {
    // The first frame answers the viewer who came; only after the interval is there another.
    await push(1);
    await clock.advance(250);
    rendition.requestKeyFrame();
    rendition.requestKeyFrame();
    await push(2);
    rendition.requestKeyFrame();
    await push(3);
    await clock.advance(250);
    await push(4);
    expect(received.map(({ keyFrame }) => keyFrame)).toEqual([true, true, false, true]);
  });

  test('counts what it does', async () => {
    const bytes: number[] = [];
    rendition.encodedFrames$.subscribe(({ data }) => bytes.push(data.length));
    await push(1);
    await push(2);
    expect(rendition.stats()).toEqual({
      track: 'video',
      codec: 'vp8',
      rung: 'full',
      width: 640,
      height: 360,
      bitrateBps: 1_000_000,
      passthrough: false,
      encodersOpened: 1,
      framesEncoded: 2,
      framesDropped: 0,
      framesLeftOut: 0,
      keyFramesEncoded: 1,
      bytesEncoded: bytes.reduce((sum, length) => sum + length, 0),
      peers: 1,
    });
    expect(bytes).toHaveLength(2);
  });

  test('says why a frame could not be encoded and goes on with the next', async () => {
    refuse = new Error('no memory');
    await push(1);
    refuse = undefined;
    await push(2);
    expect(errors).toEqual([new Error('no memory')]);
    expect(received).toHaveLength(1);
  });

  test('closes its encoder and takes no more frames', async () => {
    await push(1);
    const completed = new Promise<void>((complete) => rendition.encodedFrames$.subscribe({ complete }));
    await rendition.close();
    await completed;
    await push(2);
    expect(encoders[0]?.closed).toBe(true);
    expect(received).toHaveLength(1);
  });

  test('answers a request for a key frame although the encoder fails, with another encoder', async () => {
    await push(1);
    const [first] = encoders;
    if (first === undefined) throw new Error('No encoder was opened.');
    await clock.advance(250);
    rendition.requestKeyFrame();
    first.busy = Promise.reject(new Error('broken'));
    await push(2);
    await push(3);
    expect(errors).toEqual([new Error('broken')]);
    expect(first.closed).toBe(true);
    expect(received.map(({ captureTimeUs, keyFrame }) => [captureTimeUs, keyFrame])).toEqual([
      [1, true],
      [3, true],
    ]);
  });

  test('sends frames in the order they come, with timestamps that rise, whatever their times', async () => {
    for (const timeUs of [1000, 1000, 500, 1001, 5000]) await push(timeUs);
    const timestamps = received.map(({ rtpTimestamp }) => rtpTimestamp);
    expect(timestamps).toHaveLength(5);
    for (const [index, timestamp] of timestamps.slice(1).entries()) {
      expect(timestamp).toBeGreaterThan(timestamps[index] ?? 0);
    }
    expect(received.at(-1)?.captureTimeUs).toBe(5000);
  });

  describe('of a source of any rate', () => {
    const rate = { value: 30, isReduced: false };
    let repeats: number;

    beforeEach(() => {
      Object.assign(rate, { value: 30, isReduced: false });
      [repeats, received] = [0, []];
      rendition = new EncodedRendition({
        codec: 'vp8',
        rung: 'full',
        clock,
        keyFrameGate: new KeyFrameGate(clock),
        packetizer: new Packetizer('vp8', new RtpClock(0, 0)),
        keyFrameGrid: new KeyFrameGrid(2000),
        framerate: rate,
        repeatFrame: () => {
          repeats++;
          using frame = ledger.frame(clock.nowUs());
          rendition.encoder.push(frame);
          return true;
        },
        openEncoder: (width, height) => {
          const settings = { width, height, framerate: rate.value, bitrateBps: 1_000_000 };
          const encoder = new FakeVideoEncoder('vp8', settings);
          encoders.push(encoder);
          return Promise.resolve(encoder);
        },
        onError: (error) => errors.push(error),
      });
    });

    test.each([1, 5, 25, 60])('makes key frames by time, at %i frames a second', async (framerate) => {
      rendition.broadcaster.add({ sendFrame: (frame) => received.push(frame) > 0 }, 0);
      const intervalMs = 1000 / framerate;
      for (let index = 0; index <= 6 * framerate; index++) {
        await push(clock.nowUs());
        await clock.advance(intervalMs);
      }
      const keysMs = received.filter(({ keyFrame }) => keyFrame).map((frame) => frame.captureTimeUs / 1000);
      expect(keysMs.map(Math.round)).toEqual([0, 2000, 4000, 6000]);
    });

    test('opens its encoder for the true rate, once that is known and a key frame is due', async () => {
      await push(clock.nowUs());
      rate.value = 5;
      await clock.advance(1000);
      await push(clock.nowUs());
      expect(encoders).toHaveLength(1);
      await clock.advance(1000);
      await push(clock.nowUs());
      expect(encoders.map(({ settings }) => settings.framerate)).toEqual([30, 5]);
    });

    test('leaves frames out of a source that has more than anyone can see', async () => {
      rendition.broadcaster.add({ sendFrame: (frame) => received.push(frame) > 0 }, 0);
      rate.isReduced = true;
      for (let index = 0; index < 1000; index++) {
        await push(clock.nowUs());
        await clock.advance(1);
      }
      expect(received.length).toBeGreaterThan(55);
      expect(received.length).toBeLessThan(65);
      expect(rendition.stats().framesDropped).toBe(1000 - received.length);
    });

    test('makes a key frame of the newest frame for a viewer who comes between two of a slow source', async () => {
      await push(clock.nowUs());
      await clock.advance(1000);
      rendition.broadcaster.add({ sendFrame: (frame) => received.push(frame) > 0 }, clock.nowUs());
      await clock.advance(250);
      expect(received.map(({ keyFrame }) => keyFrame)).toEqual([true]);
      await clock.advance(5000);
      expect(repeats).toBe(1);
    });

    test('repeats nothing while frames come', async () => {
      for (let index = 0; index < 60; index++) {
        rendition.requestKeyFrame();
        await push(clock.nowUs());
        await clock.advance(33);
      }
      expect(repeats).toBe(0);
    });
  });
});
