import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { VideoFrame } from '../../media/video-frame.js';
import { makeVideoFile, quarterColours } from '../../testing/make-video-file.js';
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporary-folder.js';
import { BgrFrameCopier } from '../scale/bgr-frame-copier.js';
import { loadNodeAv, type NodeAv } from '../load-node-av.js';
import { MediaInput } from '../input/media-input.js';
import { nativeFrameOf, NativeVideoFrame } from '../native-video-frame.js';
import { FrameCorrector } from './frame-corrector.js';
import { paintFrame, planesOf } from '../pixels/planar-frame.js';

const width = 128;
const height = 64;
const { topLeft, topRight, bottomLeft, bottomRight } = quarterColours;

/** A display matrix in the fixed-point format of ISO/IEC 14496-12. */
function matrix(a: number, b: number, c: number, d: number): Buffer {
  const entries = [a * 65_536, b * 65_536, 0, c * 65_536, d * 65_536, 0, 0, 0, 1 << 30];
  return Buffer.from(Int32Array.from(entries).buffer);
}

describe('frames of a file', () => {
  let folder: TemporaryFolder;
  let copier: BgrFrameCopier;

  beforeEach(async () => {
    folder = await temporaryFolder();
    copier = await BgrFrameCopier.create();
  });

  afterEach(async () => {
    copier.close();
    await folder[Symbol.asyncDispose]();
  });

  /** The nearest of the four colours, so that coding losses do not matter. */
  async function upperLeftOf(frame: VideoFrame): Promise<readonly number[] | undefined> {
    const memory = new Uint8Array(new SharedArrayBuffer(frame.width * frame.height * 3));
    const { data } = await copier.copyFrom(frame, memory);
    const at = (Math.floor(frame.height / 8) * frame.width + Math.floor(frame.width / 8)) * 3;
    const distance = ([red, green, blue]: readonly [number, number, number]): number =>
      Math.hypot((data[at] ?? 0) - blue, (data[at + 1] ?? 0) - green, (data[at + 2] ?? 0) - red);
    return Object.values(quarterColours).find((colour) => distance(colour) < 60);
  }

  test.each([
    ['upright', matrix(1, 0, 0, 1), topLeft, width, height],
    ['a quarter clockwise', matrix(0, 1, -1, 0), bottomLeft, height, width],
    ['upside down', matrix(-1, 0, 0, -1), bottomRight, width, height],
    ['a quarter the other way', matrix(0, -1, 1, 0), topRight, height, width],
    ['mirrored', matrix(-1, 0, 0, 1), topRight, width, height],
  ] as const)('are upright if the camera was held %s', async (_, displayMatrix, colour, wide, high) => {
    const url = folder.file('phone.mp4');
    await makeVideoFile(url, { width, height, framerate: 10, seconds: 1, displayMatrix });
    const request = { url, label: url, live: false, openTimeoutMs: 10_000, options: {} } as const;
    const input = await MediaInput.open(request, new AbortController().signal);
    try {
      expect([input.width, input.height]).toEqual([wide, high]);
      using frame = await input.read();
      if (frame === undefined) throw new Error('no frame');
      expect([frame.width, frame.height, frame.captureTimeUs]).toEqual([wide, high, 0]);
      expect(await upperLeftOf(frame)).toBe(colour);
    } finally {
      await input.close();
    }
  });
});

describe('FrameCorrector', () => {
  let av: NodeAv;
  let corrector: FrameCorrector;

  beforeEach(async () => {
    av = await loadNodeAv();
    corrector = new FrameCorrector(av);
  });

  afterEach(() => corrector.close());

  test('composites transparency on black', async () => {
    const copier = await BgrFrameCopier.create();
    const glass = new av.Frame();
    glass.alloc();
    glass.width = width;
    glass.height = height;
    glass.format = av.AV_PIX_FMT_BGRA;
    glass.getBuffer();
    for (let at = 0; at < (glass.data?.[0]?.length ?? 0); at += 4)
      glass.data?.[0]?.set([200, 100, 40, 128], at);
    const corrected = await corrector.correct(glass, 'bgra', 7);
    if (corrected === undefined) throw new Error('no frame');
    using frame = new NativeVideoFrame(corrected.frame, 'gbrap', corrected.timeUs);
    const memory = new Uint8Array(new SharedArrayBuffer(width * height * 3));
    const { data } = await copier.copyFrom(frame, memory);
    copier.close();
    expect(frame.captureTimeUs).toBe(7);
    [100, 50, 20].forEach((half, index) => expect(Math.abs((data[index] ?? 0) - half)).toBeLessThan(3));
  });

  test('deinterlaces one frame later, and keeps the times', async () => {
    const times: number[] = [];
    const combs: number[] = [];
    for (let index = 0; index < 5; index++) {
      using source = await movingBar(index);
      const field = nativeFrameOf(source).clone();
      field?.setFlags(av.AV_FRAME_FLAG_INTERLACED, av.AV_FRAME_FLAG_TOP_FIELD_FIRST);
      if (field === null) throw new Error('no frame');
      const corrected = await corrector.correct(field, 'yuv420p', index * 40_000);
      if (corrected === undefined) continue;
      using frame = new NativeVideoFrame(corrected.frame, 'yuv420p', corrected.timeUs);
      times.push(frame.captureTimeUs);
      combs.push(combsOf(frame));
    }
    using comb = await movingBar(2);
    expect(times).toEqual([0, 40_000, 80_000, 120_000]);
    expect(Math.max(...combs.slice(1))).toBeLessThan(combsOf(comb) / 4);
  });

  test('passes frames that need no correction', async () => {
    using source = await movingBar(0);
    const native = nativeFrameOf(source);
    expect(await corrector.correct(native, 'yuv420p', 5)).toEqual({ frame: native, timeUs: 5 });
  });
});

/** A bar that moves between the two fields of a frame. */
function movingBar(index: number): Promise<VideoFrame> {
  return paintFrame(width, height, 0, (luma, ...chroma) => {
    for (const plane of chroma) plane.data.fill(128);
    luma.data.fill(30);
    for (let row = 0; row < height; row++) {
      const start = row * luma.stride + index * 20 + (row % 2) * 10;
      luma.data.fill(200, start, start + 10);
    }
  });
}

/** Counts samples that differ from both neighbouring rows. */
function combsOf(frame: VideoFrame): number {
  const [luma] = planesOf(nativeFrameOf(frame));
  const at = (row: number, column: number): number => luma.data[row * luma.stride + column] ?? 0;
  let combs = 0;
  for (let row = 1; row < height - 1; row++) {
    for (let column = 0; column < width; column++) {
      const [above, here, below] = [at(row - 1, column), at(row, column), at(row + 1, column)];
      if (Math.abs(here - above) > 60 && Math.abs(here - below) > 60) combs++;
    }
  }
  return combs;
}
