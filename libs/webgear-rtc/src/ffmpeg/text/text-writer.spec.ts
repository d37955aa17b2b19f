import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { VideoFrame } from '../../media/video-frame.js';
import type { OverlayPosition } from '../../options/overlay.interface.js';
import { nativeFrameOf } from '../native-video-frame.js';
import { paintFrame, planesOf } from '../pixels/planar-frame.js';
import { builtInFont, type TextLook, type WrittenText } from './text-filter.js';
import { TextWriter } from './text-writer.js';

const paper = 80;
const look: TextLook = {
  fontFile: builtInFont(),
  fontSizePx: 20,
  color: '#ffffffff',
  background: '#00000000',
  position: 'top-left',
};

function grayFrame(width: number, height: number, matrix: 'bt601' | 'bt709' = 'bt601'): Promise<VideoFrame> {
  const paint = (...[luma, ...chroma]: Parameters<Parameters<typeof paintFrame>[3]>): void => {
    luma.data.fill(paper);
    for (const plane of chroma) plane.data.fill(128);
  };
  return paintFrame(width, height, 42, paint, matrix);
}

/** The luma of a frame without padding. */
function lumaOf(frame: VideoFrame): Buffer {
  const [luma] = planesOf(nativeFrameOf(frame));
  const rows = Array.from({ length: luma.height }, (_, row) =>
    Buffer.from(luma.data.subarray(row * luma.stride, row * luma.stride + luma.width)),
  );
  return Buffer.concat(rows);
}

/** What encloses all that is not paper. */
function inkBox(frame: VideoFrame): { left: number; top: number; right: number; bottom: number } {
  const box = { left: frame.width, top: frame.height, right: -1, bottom: -1 };
  lumaOf(frame).forEach((value, at) => {
    if (Math.abs(value - paper) <= 2) return;
    const [column, row] = [at % frame.width, Math.floor(at / frame.width)];
    box.left = Math.min(box.left, column);
    box.right = Math.max(box.right, column);
    box.top = Math.min(box.top, row);
    box.bottom = Math.max(box.bottom, row);
  });
  return box;
}

describe('a text writer', () => {
  const [width, height] = [320, 180];
  let writer: TextWriter;
  let plain: VideoFrame;

  beforeEach(async () => {
    writer = await TextWriter.create();
    plain = await grayFrame(width, height);
  });

  afterEach(() => {
    writer.close();
    plain.close();
  });

  const written = (text: string, other: Partial<TextLook> = {}): WrittenText => ({
    text,
    look: { ...look, ...other },
  });

  test('leaves the frame it is given as it is, and its copy what it was but for the text', async () => {
    using shown = await writer.write(plain, [written('Yard')]);
    expect(shown).toMatchObject({ width, height, pixelFormat: 'yuv420p', captureTimeUs: 42 });
    expect(nativeFrameOf(shown)).toMatchObject({
      colorSpace: nativeFrameOf(plain).colorSpace,
      colorRange: nativeFrameOf(plain).colorRange,
    });
    expect(inkBox(plain).right).toBe(-1);
    expect(Math.max(...lumaOf(shown))).toBe(235);
    const { left, top, right, bottom } = inkBox(shown);
    expect([left > 10, top > 10, right < 80, bottom < 50]).toEqual([true, true, true, true]);
  });

  test.each<[OverlayPosition, number, number]>([
    ['top-left', 0, 0],
    ['top', 0.5, 0],
    ['top-right', 1, 0],
    ['center', 0.5, 0.5],
    ['bottom-left', 0, 1],
    ['bottom', 0.5, 1],
    ['bottom-right', 1, 1],
  ])('writes at the %s', async (position, across, down) => {
    using shown = await writer.write(plain, [written('Yard\nNorth gate', { position })]);
    const { left, top, right, bottom } = inkBox(shown);
    // Within a letter of where the margins are the same on both sides.
    const [free, freeBelow] = [width - (right - left), height - (bottom - top)];
    const margin = 16;
    expect(Math.abs(left - (margin + (free - 2 * margin) * across))).toBeLessThan(6);
    expect(Math.abs(top - (margin + (freeBelow - 2 * margin) * down))).toBeLessThan(8);
  });

  test.each([
    String.raw`%{localtime} %{e\:1+1} %{pts} %%`,
    `':text=x:fontcolor=red[out];drawbox`,
    String.raw`C:\new\table, [a] = 'b'; "c" \\`,
    `%{metadata\\:secret}`,
    'Ωж – ½ €',
  ])('writes %s letter by letter, from the first frame on and as a change', async (text) => {
    using first = await writer.write(plain, [written(text)]);
    const other = await TextWriter.create();
    (await other.write(plain, [written('before')])).close();
    using changed = await other.write(plain, [written(text)]);
    other.close();
    expect(lumaOf(changed).equals(lumaOf(first))).toBe(true);

    // Each letter more makes it wider: had any been read as a command, it would be missing.
    const letters = [...text];
    using wide = await grayFrame(60 + letters.length * 20, 60);
    let widest = 0;
    for (let count = 1; count <= letters.length; count++) {
      // The bar, as a blank at the end would not be seen.
      using longer = await writer.write(wide, [written(`${letters.slice(0, count).join('')}|`)]);
      expect(inkBox(longer).right).toBeGreaterThan(widest);
      widest = inkBox(longer).right;
    }
  });

  test('writes nothing for an empty text, and goes on with the next', async () => {
    using empty = await writer.write(plain, [written('')]);
    expect(inkBox(empty).right).toBe(-1);
    using next = await writer.write(plain, [written('Yard')]);
    expect(inkBox(next).right).toBeGreaterThan(0);
  });

  test.each([
    ['Greek', 'Ω', 'Ψ'],
    ['Cyrillic', 'Ж', 'Ш'],
    ['Arabic', 'م', 'ن'],
    ['accented', 'Ő', 'Ñ'],
  ])('has %s letters in the font of the package', async (_script, one, other) => {
    using first = await writer.write(plain, [written(one)]);
    using second = await writer.write(plain, [written(other)]);
    // Letters that a font lacks all look the same.
    expect(lumaOf(first).equals(lumaOf(second))).toBe(false);
  });

  test('writes from right to left what is read so, in a changed text too', async () => {
    using hebrew = await writer.write(plain, [written('שלום')]);
    using backwards = await writer.write(plain, [written('\u202dםולש')]);
    (await writer.write(plain, [written('before')])).close();
    using again = await writer.write(plain, [written('שלום')]);
    expect(lumaOf(again).equals(lumaOf(hebrew))).toBe(true);
    expect(inkBox(backwards)).toEqual(inkBox(hebrew));
  });

  test('keeps its filters when only the letters change, and shows what they show', async () => {
    const lumas: Buffer[] = [];
    for (const text of ['12:00:00', '12:00:01', '12:00:00']) {
      using shown = await writer.write(plain, [written(text)]);
      lumas.push(lumaOf(shown));
    }
    const [first, second, third] = lumas;
    expect(third?.equals(first ?? Buffer.alloc(0))).toBe(true);
    expect(second?.equals(first ?? Buffer.alloc(0))).toBe(false);
  });

  test('writes several texts, each in its look, and follows every change of size and look', async () => {
    const texts = [written('Yard'), written('North', { position: 'bottom-right', background: '#000000ff' })];
    using shown = await writer.write(plain, texts);
    const { left, right, bottom } = inkBox(shown);
    expect([left < 20, right > width - 20, bottom > height - 20]).toEqual([true, true, true]);
    expect(Math.min(...lumaOf(shown))).toBe(16);

    using larger = await grayFrame(640, 360);
    using shownLarger = await writer.write(larger, texts);
    expect(shownLarger).toMatchObject({ width: 640, height: 360 });
    expect(inkBox(shownLarger).right).toBeGreaterThan(620);

    using shownAgain = await writer.write(plain, [written('Yard', { color: '#000000ff' })]);
    expect(Math.min(...lumaOf(shownAgain))).toBe(16);
    expect(inkBox(shownAgain).right).toBeLessThan(80);
  });

  test('mixes a colour that is half transparent, by the matrix of the frame', async () => {
    const luma = async (matrix: 'bt601' | 'bt709'): Promise<number> => {
      using source = await grayFrame(64, 64, matrix);
      using shown = await writer.write(source, [
        written('    ', { position: 'center', background: '#ff0000ff' }),
      ]);
      return lumaOf(shown)[32 * 64 + 32] ?? 0;
    };
    expect([await luma('bt601'), await luma('bt709')]).toEqual([81, 63]);
    using shown = await writer.write(plain, [written('    ', { background: '#00000080' })]);
    expect(Math.abs(Math.min(...lumaOf(shown)) - (paper + 16) / 2)).toBeLessThanOrEqual(1);
  });

  test.each([
    [16, 16],
    [18, 16],
    [1920, 1080],
  ])('writes into a frame of %i by %i as far as there is room', async (wide, high) => {
    using source = await grayFrame(wide, high);
    using shown = await writer.write(source, [written('Yard', { background: '#00000080' })]);
    expect(shown).toMatchObject({ width: wide, height: high });
  });

  test('says so when FFmpeg refuses a look, and goes on with another', async () => {
    const broken = [written('Yard', { color: 'no colour' })];
    await expect(writer.write(plain, broken)).rejects.toThrow(/drawtext/);
    using shown = await writer.write(plain, [written('Yard')]);
    expect(inkBox(shown).right).toBeGreaterThan(0);
  });
});
