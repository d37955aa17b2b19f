import type { Subscription } from 'rxjs';
import type { EncodedFrame, StreamState, VideoCodec, WebGearRtcService } from '../index.js';
import { until } from './until.js';

/**
 * What a {@link TestViewer} watches.
 *
 * @publicApi
 */
export interface TestViewerOptions {
  /** Name of the stream; the only one when left out. */
  readonly streamName?: string;
  /** What it decodes; `h264` when left out. */
  readonly codec?: VideoCodec;
}

/**
 * A viewer without a browser or a network: gets the frames that the encoder makes for browsers. While it watches, the
 * source runs.
 *
 * @publicApi
 */
export class TestViewer implements Disposable {
  /** Frames so far, in order. The first one is a key frame. */
  readonly frames: EncodedFrame[] = [];
  /** States of the stream so far, the newest last. */
  readonly states: StreamState[] = [];
  private readonly subscriptions: Subscription[];

  private constructor(service: WebGearRtcService, { streamName, codec }: TestViewerOptions) {
    this.subscriptions = [
      service.stream(streamName).state$.subscribe((state) => this.states.push(state)),
      service
        .stream(streamName)
        .encodedFrames$(codec)
        .subscribe((frame) => this.frames.push(frame)),
    ];
  }

  /** Begins to watch: `TestViewer.watch(app.get(WebGearRtcService))`. */
  static watch(service: WebGearRtcService, options: TestViewerOptions = {}): TestViewer {
    return new TestViewer(service, options);
  }

  /** State of the stream now. */
  get state(): StreamState | undefined {
    return this.states.at(-1);
  }

  /**
   * Resolves with all frames once there are so many.
   *
   * @param meanwhile is called every few milliseconds until then, for example to push a frame or to move a clock
   * @throws Error after 10 s of true time
   */
  async waitForFrames(count: number, meanwhile?: () => unknown): Promise<readonly EncodedFrame[]> {
    await this.wait(`${count} frames`, () => this.frames.length >= count, meanwhile);
    return this.frames;
  }

  /**
   * Resolves once the stream is in a state.
   *
   * @param meanwhile is called every few milliseconds until then
   * @throws Error after 10 s of true time
   */
  async waitForState(state: StreamState, meanwhile?: () => unknown): Promise<void> {
    await this.wait(`state "${state}"`, () => this.state === state, meanwhile);
  }

  /** Leaves, as a browser that is closed. */
  close(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  private wait(what: string, isSo: () => boolean, meanwhile: () => unknown = () => undefined): Promise<void> {
    const seen = (): string => `${what}; there are ${this.frames.length}, states: ${this.states.join(', ')}`;
    return until(seen, async () => {
      if (isSo()) return true;
      await meanwhile();
      return isSo();
    });
  }
}
