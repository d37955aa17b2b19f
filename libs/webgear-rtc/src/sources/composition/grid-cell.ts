import { NativeScaler } from '../../ffmpeg/scale/native-scaler.js';
import { FrameInputReader } from '../../ffmpeg/pixels/frame-input-reader.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import type { VideoFrame } from '../../media/video-frame.js';
import type { FrameObservable } from '../../options/custom-stream.js';
import { PushedFeed } from '../custom/pushed-feed.js';
import { areaWithin, type FrameArea } from './grid-layout.js';

/** What a cell shows. */
export interface CellFrame {
  /** Has the size of the area; owned by the cell. */
  readonly frame: VideoFrame;
  readonly area: FrameArea;
}

/** Follows one part of a composition and keeps its newest frame, scaled to the cell. */
export class GridCell {
  private current: CellFrame | undefined;
  private feed: PushedFeed | undefined;
  private closed = false;
  private readonly running: Promise<void>;

  /** @param onError receives the error when the part fails; the cell is empty then */
  constructor(
    inputs$: FrameObservable,
    private readonly cell: FrameArea,
    private readonly clock: CaptureClock,
    onError: (error: unknown) => void,
  ) {
    this.running = this.follow(inputs$).catch(onError);
  }

  /** The newest frame, valid until the next turn of the event loop; `undefined` without one. */
  get shown(): CellFrame | undefined {
    return this.current;
  }

  /** Unsubscribes from the part. */
  async close(): Promise<void> {
    this.closed = true;
    await this.feed?.close();
    await this.running;
  }

  private async follow(inputs$: FrameObservable): Promise<void> {
    const reader = await FrameInputReader.create();
    const scaler = await NativeScaler.create();
    const feed = new PushedFeed({ inputs$, reader, clock: this.clock });
    this.feed = feed;
    try {
      if (!this.closed) await feed.start();
      while (!this.closed) {
        using frame = await feed.next();
        if (frame === undefined) break;
        const area = areaWithin(this.cell, frame);
        // One colour matrix for the whole composition: cells are copied, not converted.
        this.show({ frame: await scaler.fit(frame, area.width, area.height, 'bt601'), area });
      }
    } finally {
      await feed.close();
      this.show(undefined);
      scaler.close();
      reader.close();
    }
  }

  private show(shown: CellFrame | undefined): void {
    this.current?.frame.close();
    this.current = shown;
  }
}
