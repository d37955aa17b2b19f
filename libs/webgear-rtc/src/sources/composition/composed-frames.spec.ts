import { describe, expect, it } from '@jest/globals';
import { NEVER, throwError, type Subscription } from 'rxjs';
import { setTimeout as wait } from 'node:timers/promises';
import { nativeFrameOf } from '../../ffmpeg/native-video-frame.js';
import type { VideoFrame } from '../../media/video-frame.js';
import { VirtualCaptureClock } from '../../testing/virtual-capture-clock.js';
import type { FrameObservable } from '../../options/custom-stream.js';
import { PushSource } from '../custom/push-source.js';
import { composedFrames } from './composed-frames.js';
import { layOut } from './grid-layout.js';

/** A frame of one brightness, 0 is black and 255 white. */
function gray(level: number, width = 64, height = 36) {
  return { data: new Uint8Array(width * height).fill(level), width, height, format: 'gray' as const };
}

class Watched {
  readonly clock = new VirtualCaptureClock(1_000_000);
  readonly errors: unknown[] = [];
  readonly timesUs: number[] = [];
  private readonly subscription: Subscription;
  private size = '';
  private colours: string[] = [];

  constructor(...parts: FrameObservable[]) {
    const layout = layOut(parts.length, { cellSize: [64, 36], framerate: 10 });
    this.subscription = composedFrames({
      layout,
      open: parts.map((part) => () => part),
      clock: this.clock,
      onError: (error) => this.errors.push(error),
    }).subscribe((frame) => this.look(frame, layout.cells));
  }

  /** Waits for the expected colours in the middle of each cell; returns size and colours. */
  async becomes(...colours: readonly string[]): Promise<[size: string, ...colours: string[]]> {
    // FFmpeg scales in its own threads, which a virtual clock does not advance.
    for (let round = 0; round < 200 && String(this.colours) !== String(colours); round++) {
      await this.clock.advance(100);
      await wait(5);
    }
    return [this.size, ...this.colours];
  }

  async close(): Promise<void> {
    this.subscription.unsubscribe();
    await this.clock.advance(100);
  }

  private look(frame: VideoFrame, cells: readonly { readonly left: number; readonly top: number }[]): void {
    const { data, linesize } = nativeFrameOf(frame);
    this.timesUs.push(frame.captureTimeUs);
    this.size = `${frame.width}x${frame.height}`;
    this.colours = cells.map(({ left, top }) => {
      const luma = data?.[0]?.[(top + 18) * (linesize[0] ?? 0) + left + 32] ?? -1;
      // Scaling may round; in limited range black is 16 and white 235.
      return luma > 230 ? 'white' : luma < 20 ? 'black' : String(luma);
    });
  }
}

async function shows(watched: Watched, size: string, ...colours: readonly string[]): Promise<void> {
  expect(await watched.becomes(...colours)).toEqual([size, ...colours]);
}

describe('composed frames', () => {
  it('contain the newest of each part, or black, at a constant rate', async () => {
    const [left, right] = [new PushSource(), new PushSource()];
    const watched = new Watched(left, right);
    await shows(watched, '128x36', 'black', 'black');
    left.push(gray(255));
    await shows(watched, '128x36', 'white', 'black');
    right.push(gray(255, 640, 480));
    await shows(watched, '128x36', 'white', 'white');
    left.push(gray(0));
    await shows(watched, '128x36', 'black', 'white');
    const steps = watched.timesUs.slice(1).map((timeUs, index) => timeUs - (watched.timesUs[index] ?? 0));
    expect(new Set(steps)).toEqual(new Set([100_000]));
    await watched.close();
  });

  it('continue without a part that fails or ends', async () => {
    const part = new PushSource();
    const ending = new PushSource();
    const watched = new Watched(
      throwError(() => new Error('gone')),
      part,
      ending,
      NEVER,
    );
    await shows(watched, '128x72', 'black', 'black', 'black', 'black');
    part.push(gray(255));
    ending.push(gray(255));
    await shows(watched, '128x72', 'black', 'white', 'white', 'black');
    ending.end();
    await shows(watched, '128x72', 'black', 'white', 'black', 'black');
    expect(watched.errors).toEqual([new Error('gone')]);
    await watched.close();
  });

  it('close their parts without subscribers', async () => {
    const part = new PushSource();
    const watched = new Watched(part);
    await shows(watched, '64x36', 'black');
    expect(part.watched).toBe(true);
    await watched.close();
    expect(part.watched).toBe(false);
  });
});
