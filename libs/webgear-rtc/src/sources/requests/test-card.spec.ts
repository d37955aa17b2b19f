import { describe, expect, it } from '@jest/globals';
import { nativeFrameOf } from '../../ffmpeg/native-video-frame.js';
import { SystemCaptureClock } from '../../media/capture-clock.js';
import { createVideoSource } from '../create-video-source.js';

/** The luma of the first frame of a source, by shares of its size. */
async function firstFrame(source: string, title: string) {
  const opened = createVideoSource({ source, title, clock: new SystemCaptureClock() });
  await opened.open(new AbortController().signal);
  try {
    for await (const frame of opened.frames()) {
      const { width, height } = frame;
      const { data, linesize } = nativeFrameOf(frame);
      const at = (x: number, y: number): number =>
        data?.[0]?.[Math.floor(y * height) * (linesize[0] ?? 0) + Math.floor(x * width)] ?? -1;
      const lettersBetween = (top: number, bottom: number): number => {
        let bright = 0;
        for (let y = top; y < bottom; y += 1 / height)
          for (let x = 0.3; x < 0.7; x += 1 / width) bright += at(x, y) > 120 ? 1 : 0;
        return bright;
      };
      const seen = { width, height, bars: [0.06, 0.32, 0.94].map((x) => at(x, 0.2)), lettersBetween };
      const result = {
        ...seen,
        name: lettersBetween(0.3, 0.42),
        ramp: [0.02, 0.5, 0.98].map((x) => at(x, 0.71)),
      };
      frame.close();
      return result;
    }
    throw new Error('no frame');
  } finally {
    await opened.close();
  }
}

describe('the test card', () => {
  it('has bars from bright to black, and the name of the stream on its plate', async () => {
    const card = await firstFrame('test:?size=640x360&audio=false', 'Front door');
    expect([card.width, card.height]).toEqual([640, 360]);
    const [white = 0, cyan = 0, black = 0] = card.bars;
    expect([white > 170, cyan > 100 && cyan < 160, black < 20]).toEqual([true, true, true]);
    expect(card.name).toBeGreaterThan(20);
  });

  it.each(["it's [a]: b\\c, d; 50 %{pts}", 'x'.repeat(200)])(
    'draws a name of any letters: %s',
    async (title) => {
      expect((await firstFrame('test:?size=640x360', title)).name).toBeGreaterThan(20);
    },
  );

  it('leaves out a name that its font cannot draw, and words that would be specks', async () => {
    expect((await firstFrame('test:?size=640x360', 'بوابة')).name).toBe(0);
    expect((await firstFrame('test:?size=65x65', 'Front door')).width).toBe(65);
  });
});
