import { until } from '../../../libs/webgear-rtc/src/testing/until.js';
import { NativeViewer } from '../../support/native-viewer.js';

const LOOK_EVERY_MS = 5;

/** So many packets are some frames, and no late repetition of one. */
const SOME_PACKETS = 20;
const MORE_LIMIT_MS = 30_000;

/** A viewer that is no browser, and how long it is without a frame. */
export class WatchingViewer implements AsyncDisposable {
  private readonly viewer = new NativeViewer(['h264']);
  private readonly looking: NodeJS.Timeout;
  private seen = 0;
  private seenAtMs = performance.now();
  private gapMs = 0;

  private constructor() {
    this.looking = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  /** Watches the stream of a page, and resolves with its first frames. */
  static async watch(pageUrl: string): Promise<WatchingViewer> {
    const watching = new WatchingViewer();
    try {
      await watching.viewer.connect(async (sdp) => {
        const response = await fetch(new URL('offer', pageUrl), {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ type: 'offer', sdp }),
        });
        return ((await response.json()) as { sdp: string }).sdp;
      });
      await watching.viewer.waitForFrames(3);
      watching.takeLongestGapMs();
      return watching;
    } catch (error) {
      await watching[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** How many packets came. */
  get packets(): number {
    return this.viewer.packets.length;
  }

  /** State of the connection, in the words of WebRTC. */
  get state(): string {
    return this.viewer.state;
  }

  /** The longest time without a packet of the video since the last call, in milliseconds. */
  takeLongestGapMs(): number {
    this.look();
    const { gapMs } = this;
    this.gapMs = 0;
    return gapMs;
  }

  /** Resolves when some frames more than now have come. */
  async waitForMore(): Promise<void> {
    const wanted = this.packets + SOME_PACKETS;
    await until('frames', () => this.packets >= wanted, MORE_LIMIT_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.looking);
    await this.viewer[Symbol.asyncDispose]();
  }

  private look(): void {
    const nowMs = performance.now();
    this.gapMs = Math.max(this.gapMs, nowMs - this.seenAtMs);
    if (this.packets === this.seen) return;
    this.seen = this.packets;
    this.seenAtMs = nowMs;
  }
}
