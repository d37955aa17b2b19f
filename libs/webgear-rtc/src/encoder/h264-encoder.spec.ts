import { describe, expect, it } from '@jest/globals';
import { paintFrame } from '../ffmpeg/pixels/planar-frame.js';
import { SystemCaptureClock } from '../media/capture-clock.js';
import { createVideoSource } from '../sources/create-video-source.js';
import { makeVideoFile } from '../testing/make-video-file.js';
import { movingFrames } from '../testing/moving-frames.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { createVideoEncoder } from './create-video-encoder.js';
import type { EncodedFrame, VideoEncoderSettings } from '../media/encoded-frame.js';
import { h264LevelIdc } from '../codecs/h264/h264-level.js';
import type { VideoEncoder } from './video-encoder.interface.js';

const settings: VideoEncoderSettings = {
  width: 320,
  height: 180,
  framerate: 30,
  bitrateBps: 800_000,
  keyFrameIntervalFrames: 300,
};
const [IDR, SEI, SPS, PPS, SLICE] = [5, 6, 7, 8, 1];

describe('the H.264 encoder', () => {
  it('gives each frame back before the next, with its capture time', async () => {
    const frames = await encode({ count: 10 });
    expect(frames.map(({ captureTimeUs }) => captureTimeUs)).toEqual(
      Array.from({ length: 10 }, (_, index) => Math.round((index * 1_000_000) / 30)),
    );
    expect(frames[0]).toMatchObject({ codec: 'h264', width: 320, height: 180 });
  });

  it('makes IDR frames where they are asked for and nowhere else', async () => {
    const frames = await encode({ count: 40, keyFramesAt: [13, 14, 29] });
    const at = (test: (frame: EncodedFrame) => boolean) =>
      frames.flatMap((frame, index) => (test(frame) ? [index] : []));
    expect(at((frame) => frame.keyFrame)).toEqual([0, 13, 14, 29]);
    expect(at((frame) => nalTypes(frame).includes(IDR))).toEqual([0, 13, 14, 29]);
  });

  it('takes no key frame over from the source', async () => {
    await using folder = await temporaryFolder();
    await makeVideoFile(folder.file('one.mp4'), { width: 320, height: 180, framerate: 10, seconds: 0.1 });
    const source = createVideoSource({ source: folder.file('one.mp4'), clock: new SystemCaptureClock() });
    await source.open(new AbortController().signal);
    const encoder = await createVideoEncoder('h264', settings);
    const keyFrames: (boolean | undefined)[] = [];
    for await (const intra of source.frames()) {
      for (const captureTimeUs of [0, 40_000, 80_000]) {
        using frame = intra.clone(captureTimeUs);
        keyFrames.push((await encoder.encode(frame, false))?.keyFrame);
      }
      intra.close();
    }
    await Promise.all([encoder.close(), source.close()]);
    expect(keyFrames).toEqual([true, false, false]);
  });

  it('puts SPS and PPS in front of every IDR frame', async () => {
    const frames = await encode({ count: 20, keyFramesAt: [10] });
    for (const frame of frames.filter(({ keyFrame }) => keyFrame)) {
      expect(nalTypes(frame).filter((type) => type !== SEI)).toEqual([SPS, PPS, IDR]);
    }
  });

  it('makes neither B slices nor several slices a frame', async () => {
    const frames = await encode({ count: 30 });
    for (const frame of frames.slice(1)) {
      expect(nalTypes(frame)).toEqual([SLICE]);
      expect(sliceType(frame) % 5).toBe(0);
    }
  });

  it.each([
    { width: 320, height: 180, framerate: 30, bitrateBps: 800_000 },
    { width: 1280, height: 720, framerate: 30, bitrateBps: 2_000_000 },
    { width: 1280, height: 720, framerate: 60, bitrateBps: 4_000_000 },
    { width: 1920, height: 1080, framerate: 30, bitrateBps: 4_000_000 },
    { width: 320, height: 180, framerate: 30, bitrateBps: 800_000, minimumLevelIdc: 31 },
  ])('writes constrained baseline and the computed level into the SPS: %j', async (demand) => {
    const [first] = await encode({ count: 1, settings: { ...settings, ...demand } });
    const sps = first && nals(first).find((nal) => (nal[0] ?? 0) % 32 === SPS);
    const [, profileIdc, constraints = 0, levelIdc] = sps ?? [];
    expect(profileIdc).toBe(66);
    // constraint_set0_flag and constraint_set1_flag: baseline without what main cannot decode (RFC 6184 §8.1).
    expect(constraints & 0xc0).toBe(0xc0);
    expect(levelIdc).toBe(h264LevelIdc(demand));
  });

  it('keeps to the rate, and to a new one while it runs', async () => {
    const encoder = await createVideoEncoder('h264', settings);
    const before = await encodeWith(encoder, { count: 60 });
    encoder.setBitrate(200_000);
    const after = await encodeWith(encoder, { count: 90, from: 60 });
    await encoder.close();
    expect(rateOf(before)).toBeGreaterThan(500_000);
    expect(rateOf(before)).toBeLessThan(1_100_000);
    expect(rateOf(after.slice(30))).toBeLessThan(280_000);
  });

  it('starts over with a key frame when the colour matrix changes', async () => {
    const encoder = await createVideoEncoder('h264', settings);
    const frames = await encodeWith(encoder, { count: 3 });
    using other = await paintFrame(320, 180, 200_000, () => {}, 'bt709');
    const changed = await encoder.encode(other, false);
    await encoder.close();
    expect(frames.map(({ keyFrame }) => keyFrame)).toEqual([true, false, false]);
    expect(changed?.keyFrame).toBe(true);
  });

  it('refuses a frame of another size', async () => {
    const encoder = await createVideoEncoder('h264', settings);
    using wrong = await paintFrame(64, 64, 0, () => {});
    await expect(encoder.encode(wrong, false)).rejects.toMatchObject({ code: 'WGR_ENCODER_FAILED' });
    await encoder.close();
  });

  it('refuses an impossible size with a coded error', async () => {
    const impossible = createVideoEncoder('h264', { ...settings, width: 0 });
    await expect(impossible).rejects.toMatchObject({ code: 'WGR_ENCODER_FAILED' });
  });

  it('closes twice, also while a frame is under way, and encodes nothing afterwards', async () => {
    const encoder = await createVideoEncoder('h264', settings);
    using source = await paintFrame(320, 180, 0, () => {});
    const order: string[] = [];
    const underWay = encoder.encode(source, false).then((frame) => order.push(`encoded ${frame?.codec}`));
    await Promise.all([encoder.close(), encoder.close()]);
    order.push('closed');
    await underWay;
    expect(order).toEqual(['encoded h264', 'closed']);
    await expect(encoder.encode(source, false)).resolves.toBeUndefined();
    encoder.setBitrate(100_000);
  });
});

interface Take {
  readonly count: number;
  readonly from?: number;
  readonly keyFramesAt?: readonly number[];
}

async function encode(take: Take & { readonly settings?: VideoEncoderSettings }): Promise<EncodedFrame[]> {
  const encoder = await createVideoEncoder('h264', take.settings ?? settings);
  try {
    return await encodeWith(encoder, take);
  } finally {
    await encoder.close();
  }
}

async function encodeWith(
  encoder: VideoEncoder,
  { count, from = 0, keyFramesAt = [] }: Take,
): Promise<EncodedFrame[]> {
  const frames: EncodedFrame[] = [];
  let index = 0;
  for await (const source of movingFrames({ ...encoder.settings, count: from + count })) {
    if (index++ < from) continue;
    const frame = await encoder.encode(source, keyFramesAt.includes(index - 1));
    if (frame !== undefined) frames.push(frame);
  }
  return frames;
}

function rateOf(frames: readonly EncodedFrame[]): number {
  const bytes = frames.reduce((sum, { data }) => sum + data.length, 0);
  return (bytes * 8 * settings.framerate) / frames.length;
}

function nals({ data }: EncodedFrame): Buffer[] {
  const starts: number[] = [];
  for (let at = data.indexOf('000001', 0, 'hex'); at >= 0; at = data.indexOf('000001', at + 3, 'hex'))
    starts.push(at + 3);
  return starts.map((start, index) => data.subarray(start, starts[index + 1]));
}

function nalTypes(frame: EncodedFrame): number[] {
  return nals(frame).map((nal) => (nal[0] ?? 0) % 32);
}

/** `slice_type`, the second of the Exp-Golomb numbers a slice begins with; 0 and 5 are P. */
function sliceType(frame: EncodedFrame): number {
  const bits = [...(nals(frame)[0]?.subarray(1, 9) ?? [])]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  let at = 0;
  const next = () => {
    const zeros = bits.indexOf('1', at) - at;
    const value = Number.parseInt(bits.slice(at + zeros, at + 2 * zeros + 1), 2) - 1;
    at += 2 * zeros + 1;
    return value;
  };
  next();
  return next();
}
