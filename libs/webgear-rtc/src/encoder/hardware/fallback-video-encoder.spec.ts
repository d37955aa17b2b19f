import { beforeEach, describe, expect, it } from '@jest/globals';
import { h264ProfileOf } from '../../bitstream/h264-parameter-sets.js';
import { paintFrame } from '../../ffmpeg/pixels/planar-frame.js';
import { nativeFrameOf } from '../../ffmpeg/native-video-frame.js';
import type { EncodedFrame, VideoEncoderSettings } from '../../media/encoded-frame.js';
import type { HardwareEncoding } from '../../options/hardware-encoding.js';
import { FakeHardware } from '../../testing/fake-hardware.js';
import { movingFrames } from '../../testing/moving-frames.js';
import { until } from '../../testing/until.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import { createVideoEncoder } from '../create-video-encoder.js';
import type { VideoEncoder } from '../video-encoder.interface.js';
import { FallbackVideoEncoder } from './fallback-video-encoder.js';
import { HardwareSelector } from './hardware-selector.js';

const settings: VideoEncoderSettings = { width: 64, height: 64, framerate: 30, bitrateBps: 200_000 };

describe('an encoder that may be hardware', () => {
  let clock: VirtualCaptureClock;
  let device: FakeHardware;
  let selector: HardwareSelector;
  let lines: string[];
  let softwareOpened: VideoEncoderSettings[];
  let rates: number[];

  beforeEach(() => {
    clock = new VirtualCaptureClock();
    device = new FakeHardware();
    selector = new HardwareSelector(() => [device], clock);
    lines = [];
    softwareOpened = [];
    rates = [];
  });

  const open = (encoding: HardwareEncoding = 'auto'): Promise<VideoEncoder> =>
    FallbackVideoEncoder.open({
      codec: 'h264',
      settings,
      encoding,
      selector,
      streamName: 'front',
      logger: { log: (line) => lines.push(`log ${line}`), warn: (line) => lines.push(`warn ${line}`) },
      openSoftware: async (changed) => {
        softwareOpened.push(changed);
        const encoder = await createVideoEncoder('h264', changed);
        const setBitrate = encoder.setBitrate.bind(encoder);
        encoder.setBitrate = (bitrateBps) => {
          rates.push(bitrateBps);
          setBitrate(bitrateBps);
        };
        return encoder;
      },
    });

  it('is hardware where that works', async () => {
    await using encoder = await open();
    expect(encoder.changesRateWhileRunning).toBe(true);
    const frames = await encode(encoder, 5);
    expect(frames.map((frame) => frame?.keyFrame)).toEqual([true, false, false, false, false]);
    expect(softwareOpened).toEqual([]);
    expect(lines).toEqual(['log Stream "front": h264 is encoded by hardware encoder h264_fake.']);
    expect(device.opened.map(({ width }) => width)).toEqual([640, 64]);
  });

  it('probes once, and logs the same line once', async () => {
    await Promise.all([open(), open()].map(async (encoder) => (await encoder).close()));
    expect(device.opened.map(({ width }) => width)).toEqual([640, 64, 64]);
    expect(lines).toHaveLength(1);
  });

  it.each<[string, string, (fake: FakeHardware) => void]>([
    ['has no device', 'no device', (fake) => (fake.plausible = false)],
    [
      'does not open',
      'no such GPU',
      (fake) => (fake.beforeOpen = () => Promise.reject(new Error('no such GPU'))),
    ],
    [
      'fails at its first frame',
      'no memory',
      (fake) => (fake.step = () => Promise.reject(new Error('no memory'))),
    ],
    ['returns nothing', 'it returns no frames', (fake) => (fake.step = () => Promise.resolve(undefined))],
    [
      'is of another profile',
      'profile 4d40 instead of constrained baseline',
      (fake) => (fake.options = { profile: 'main' }),
    ],
    ['is of a higher level', 'level 5 instead of 3 or below', (fake) => (fake.options = { level: '5.0' })],
    [
      'is of another size',
      '32x32 instead of 640x360',
      (fake) =>
        (fake.step = async () => {
          await using other = await createVideoEncoder('h264', { ...settings, width: 32, height: 32 });
          using small = await paintFrame(32, 32, 0, () => undefined);
          return await other.encode(small, true);
        }),
    ],
  ])('is software where the device %s', async (_case, reason, arrange) => {
    arrange(device);
    await using encoder = await open();
    const frames = await encode(encoder, 2);
    expect(frames.map((frame) => frame?.keyFrame)).toEqual([true, false]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^log Stream "front": h264 is encoded in software; .*h264_fake/);
    expect(lines[0]).toContain(reason);
  });

  it('warns where the one that was asked for does not work', async () => {
    device.plausible = false;
    await using _encoder = await open('vaapi');
    expect(lines).toEqual([
      'warn Stream "front": h264 is encoded in software; "vaapi" does not work: h264_fake (no device).',
    ]);
  });

  it('takes the next device where one does not work', async () => {
    const other = new FakeHardware('h264_other');
    device.plausible = false;
    selector = new HardwareSelector(() => [device, other], clock);
    await using _encoder = await open();
    expect(lines).toEqual(['log Stream "front": h264 is encoded by hardware encoder h264_other.']);
  });

  it.each(['opening', 'the first frame'])('is software where %s hangs', async (what) => {
    let hangs = false;
    const hang = (): Promise<never> => {
      hangs = true;
      return new Promise(() => undefined);
    };
    if (what === 'opening') device.beforeOpen = hang;
    else device.step = hang;
    const opening = open();
    await until('the device to hang', () => hangs && clock.sleeping === 1);
    await clock.advance(3000);
    // The probe's encoder is closed, which hangs as well.
    if (what !== 'opening') await clock.advance(400);
    await using _encoder = await opening;
    expect(softwareOpened).toHaveLength(1);
    expect(lines[0]).toContain('no answer within');
  });

  it('goes on in software at the frame at which the device fails, with a key frame', async () => {
    device.step = (encode_, _frame, index) =>
      index === 100 ? Promise.reject(new Error('the GPU was reset')) : encode_();
    await using encoder = await open();
    encoder.setBitrate(150_000);
    const frames = await encode(encoder, 110);
    expect(frames.map((frame) => frame?.captureTimeUs)).toEqual(timesOf(110));
    expect(frames.flatMap((frame, index) => (frame?.keyFrame === true ? [index] : []))).toEqual([0, 100]);
    expect(softwareOpened).toEqual([settings]);
    expect(rates).toEqual([150_000]);
    expect(lines.slice(1)).toEqual([
      'warn Stream "front": h264 is encoded in software from now on: hardware encoder h264_fake failed: the GPU was reset.',
    ]);
    // The stream's level is the promised one before and after.
    const levels = frames.map((frame) => frame && h264ProfileOf(frame.data)?.levelIdc);
    expect(levels[100]).toBe(levels[0]);
  });

  it('goes on in software when the device hangs, which may read its frame meanwhile', async () => {
    let comeTo: (() => void) | undefined;
    let read: number | undefined;
    device.step = async (encode_, frame, index) => {
      if (index !== 3) return encode_();
      await new Promise<void>((resolve) => (comeTo = resolve));
      read = nativeFrameOf(frame).width;
      return undefined;
    };
    const encoder = await open();
    const encoding = encode(encoder, 6);
    await until('the device to hang', () => comeTo !== undefined);
    await clock.advance(400);
    const frames = await encoding;
    expect(frames.map((frame) => frame?.keyFrame)).toEqual([true, false, false, true, false, false]);
    expect(frames.map((frame) => frame?.captureTimeUs)).toEqual(timesOf(6));
    comeTo?.();
    await until('the device to be closed', () => device.closed === 2);
    expect(read).toBe(64);
    await encoder.close();
  });

  it.each<[string, string, FakeHardware['step']]>([
    [
      'makes no key frame where one is asked for',
      'it made no key frame',
      async (encode_, _frame, index) => {
        const encoded = await encode_();
        return index === 4 && encoded ? { ...encoded, keyFrame: false } : encoded;
      },
    ],
    [
      'holds frames back',
      'it holds frames back',
      async (encode_, _frame, index) => {
        const encoded = await encode_();
        return index === 4 && encoded
          ? { ...encoded, captureTimeUs: encoded.captureTimeUs - 33_333 }
          : encoded;
      },
    ],
  ])('goes on in software when the device %s', async (_case, reason, step) => {
    device.step = step;
    await using encoder = await open();
    const frames = await encode(encoder, 6, 4);
    expect(frames.map((frame) => frame?.keyFrame)).toEqual([true, false, false, false, true, false]);
    expect(lines[1]).toContain(reason);
  });

  it('bears two frames that are left out, not three', async () => {
    device.step = (encode_, _frame, index) =>
      index === 2 || index === 3 ? Promise.resolve(undefined) : encode_();
    await using encoder = await open();
    expect((await encode(encoder, 5)).map((frame) => frame === undefined)).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
    expect(softwareOpened).toEqual([]);
    device.step = (encode_, _frame, index) => (index > 4 ? Promise.resolve(undefined) : encode_());
    const later = await encode(encoder, 4);
    expect(later.map((frame) => frame?.keyFrame)).toEqual([undefined, undefined, true, false]);
  });

  it('leaves a device that failed alone for a minute, and returns to it at a key frame', async () => {
    device.step = (encode_, frame, index) =>
      frame.width === 64 && index === 1 ? Promise.reject(new Error('reset')) : encode_();
    await using encoder = await open();
    await encode(encoder, 3);
    const opened = device.opened.length;
    await using other = await open();
    await clock.advance(59_999);
    await encode(encoder, 2, 1);
    await encode(other, 2, 1);
    expect(device.opened).toHaveLength(opened);
    device.step = (encode_) => encode_();
    await clock.advance(1);
    const frames = await encode(encoder, 3, 1);
    expect(device.opened).toHaveLength(opened + 1);
    expect(frames.map((frame) => frame?.keyFrame)).toEqual([false, true, false]);
  });

  it('encodes nothing once it is closed', async () => {
    const encoder = await open();
    await Promise.all([encoder.close(), encoder.close()]);
    expect(await encode(encoder, 1)).toEqual([undefined]);
  });
});

async function encode(
  encoder: VideoEncoder,
  count: number,
  keyFrameAt?: number,
): Promise<(EncodedFrame | undefined)[]> {
  const frames: (EncodedFrame | undefined)[] = [];
  for await (const frame of movingFrames({ ...settings, count })) {
    frames.push(await encoder.encode(frame, frames.length === keyFrameAt));
  }
  return frames;
}

function timesOf(count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.round((index * 1_000_000) / 30));
}
