import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { nativeFrameOf } from '../../ffmpeg/native-video-frame.js';
import { paintFrame, planesOf } from '../../ffmpeg/pixels/planar-frame.js';
import { resolveOverlay } from '../../options/resolve-overlay.js';
import type { Overlay } from '../../options/overlay.interface.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { FrameOverlay } from './frame-overlay.js';

const paper = 80;

function grayFrame(width: number, height: number, captureTimeUs = 0): Promise<VideoFrame> {
  return paintFrame(width, height, captureTimeUs, (luma, ...chroma) => {
    luma.data.fill(paper);
    for (const plane of chroma) plane.data.fill(128);
  });
}

/** The luma of a frame without padding. */
function lumaOf(frame: VideoFrame): Buffer {
  const [luma] = planesOf(nativeFrameOf(frame));
  const rows = Array.from({ length: luma.height }, (_, row) =>
    Buffer.from(luma.data.subarray(row * luma.stride, row * luma.stride + luma.width)),
  );
  return Buffer.concat(rows);
}

/** How many rows have letters in them. */
function inkRows(frame: VideoFrame): number {
  const luma = lumaOf(frame);
  const rows = Array.from({ length: frame.height }, (_, row) =>
    luma.subarray(row * frame.width, (row + 1) * frame.width),
  );
  return rows.filter((row) => row.some((value) => Math.abs(value - paper) > 2)).length;
}

describe('an overlay', () => {
  let clock: VirtualCaptureClock;
  let nowMs: number;
  let errors: string[];
  let overlay: FrameOverlay;

  beforeEach(() => {
    clock = new VirtualCaptureClock(50_000_000);
    nowMs = Date.UTC(2031, 0, 1, 12, 0, 0);
    errors = [];
  });

  afterEach(() => overlay.close());

  const open = (stated: string | Overlay | Overlay[]): void => {
    const onError = (error: unknown): void => void errors.push(String(error));
    overlay = new FrameOverlay(resolveOverlay(stated, 'overlay'), clock, onError, () => nowMs);
  };

  /** What the overlays make of a frame. */
  const drawn = async (width = 320, height = 180, captureTimeUs = clock.nowUs()): Promise<Buffer> => {
    using frame = await grayFrame(width, height, captureTimeUs);
    using shown = await overlay.draw(frame);
    expect(shown).toMatchObject({ width, height, captureTimeUs, pixelFormat: 'yuv420p' });
    return lumaOf(shown);
  };

  /** What a text makes of a frame. */
  const drawnText = async (text: string): Promise<Buffer> => {
    const other = new FrameOverlay(resolveOverlay(text, 'overlay'), clock, () => undefined);
    using frame = await grayFrame(320, 180, clock.nowUs());
    using shown = await other.draw(frame);
    await other.close();
    return lumaOf(shown);
  };

  test('writes its text, and behind it the time at which the frame was taken', async () => {
    open({ text: 'Yard', clock: '%H:%M:%S', timeZone: 'UTC' });
    expect((await drawn()).equals(await drawnText('Yard  12:00:00'))).toBe(true);
    // Three seconds old, as one that waited in a buffer.
    expect((await drawn(320, 180, clock.nowUs() - 3_000_000)).equals(await drawnText('Yard  11:59:57'))).toBe(
      true,
    );
    // The clock on the wall is set, and that of the frames goes on as it did.
    nowMs += 3_600_000;
    expect((await drawn()).equals(await drawnText('Yard  13:00:00'))).toBe(true);
  });

  test('keeps the parts of a date in their order behind a text that runs from right to left', async () => {
    open({ text: 'שלום', clock: '%F', timeZone: 'UTC' });
    const shown = await drawn();
    // A mark that is not seen, and says that what follows runs from left to right.
    expect(shown.equals(await drawnText('שלום  \u200e2031-01-01'))).toBe(true);
    expect(shown.equals(await drawnText('שלום  2031-01-01'))).toBe(false);
  });

  test('can be a clock alone', async () => {
    open({ clock: true, timeZone: 'Europe/Vienna' });
    expect((await drawn()).equals(await drawnText('2031-01-01 13:00:00'))).toBe(true);
  });

  test('keeps the share of the frame it has, through every change of size', async () => {
    open({ text: 'Yard', fontSize: 10, background: 'transparent' });
    for (const [width, height] of [
      [1280, 720],
      [320, 180],
      [180, 320],
      [1280, 720],
    ] as const) {
      using frame = await grayFrame(width, height);
      using shown = await overlay.draw(frame);
      const share = inkRows(shown) / Math.min(width, height);
      expect(share).toBeGreaterThan(0.06);
      expect(share).toBeLessThan(0.11);
    }
  });

  test('draws others from the next frame on, or none', async () => {
    open('Yard');
    const yard = await drawn();
    overlay.replace(resolveOverlay('Gate', 'overlay'));
    expect((await drawn()).equals(await drawnText('Gate'))).toBe(true);
    overlay.replace([]);
    expect(new Set(await drawn())).toEqual(new Set([paper]));
    overlay.replace(resolveOverlay([{ text: 'Yard' }, { text: 'Gate', position: 'bottom' }], 'overlay'));
    expect((await drawn()).subarray(0, 320 * 60).equals(yard.subarray(0, 320 * 60))).toBe(true);
  });

  test('shows frames as they are where it cannot be drawn, says so once in ten seconds, and goes on', async () => {
    const [settings] = resolveOverlay('Yard', 'overlay');
    if (settings === undefined) throw new Error('no overlay');
    open('Yard');
    overlay.replace([{ ...settings, color: 'no colour' }]);
    for (let count = 0; count < 3; count++) expect(new Set(await drawn())).toEqual(new Set([paper]));
    expect(errors).toEqual([expect.stringContaining('could not be drawn')]);
    await clock.advance(10_000);
    await drawn();
    expect(errors).toHaveLength(2);
    overlay.replace([settings]);
    expect((await drawn()).equals(await drawnText('Yard'))).toBe(true);
  });

  test('waits for a frame under way when it is closed, and then draws no more', async () => {
    open('Yard');
    using frame = await grayFrame(320, 180);
    const drawing = overlay.draw(frame);
    await Promise.all([overlay.close(), overlay.close()]);
    using shown = await drawing;
    using later = await overlay.draw(frame);
    expect([new Set(lumaOf(shown)).size > 1, new Set(lumaOf(later)).size]).toEqual([true, 1]);
    expect(errors).toEqual([]);
  });
});
