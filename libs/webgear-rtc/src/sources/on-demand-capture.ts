import { Observable } from 'rxjs';
import type { VideoFrame } from '../frames/video-frame.interface.js';
import type { StreamState } from '../options/stream-state.interface.js';
import type { FrameCapture } from './frame-capture.interface.js';
import type { VideoSourceInfo } from './video-source.interface.js';

/** Keeps a source open exactly while somebody needs its pictures, and a moment longer. */
export class OnDemandCapture {
  private holders = 0;
  private idleTimer: NodeJS.Timeout | undefined;
  private stopping: Promise<void> | undefined;
  private closed = false;

  /** @param idleStopMs how long the source stays open for nobody: a page that reloads is back within a moment */
  constructor(
    private readonly capture: FrameCapture,
    private readonly idleStopMs: number,
  ) {}

  get state$(): Observable<StreamState> {
    return this.capture.state$;
  }

  /** Hot; the source is open while somebody listens. A picture is on loan until the subscriber returns. */
  get frames$(): Observable<VideoFrame> {
    return new Observable((subscriber) => {
      const subscription = this.capture.frames$.subscribe(subscriber);
      subscription.add(this.hold());
      return subscription;
    });
  }

  /** What the source said of itself when it was last opened. */
  get info(): VideoSourceInfo | undefined {
    return this.capture.info;
  }

  /** Whether the picture that is being delivered is a slate, not the source's. */
  get showsSlate(): boolean {
    return this.capture.showsSlate;
  }

  /** Resolves when the source has been opened; rejects when that failed. Only while held. */
  opened(): Promise<VideoSourceInfo> {
    return this.capture.opened();
  }

  /** Opens the source and keeps it open until the returned function is called. */
  hold(): () => void {
    this.holders++;
    clearTimeout(this.idleTimer);
    this.wake();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.holders--;
      if (this.holders === 0 && !this.closed) this.scheduleStop();
    };
  }

  /** Starts a source anew that has ended, for somebody who shares in a hold that is there already. */
  wake(): void {
    // A stop under way looks at the holders again when it is done.
    if (this.holders > 0 && this.stopping === undefined && !this.closed) this.capture.start();
  }

  /** Closes the source for good. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.idleTimer);
    await this.stopping;
    await this.capture.stop();
  }

  private scheduleStop(): void {
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => {
      this.stopping = this.stop();
    }, this.idleStopMs);
    this.idleTimer.unref();
  }

  private async stop(): Promise<void> {
    await this.capture.stop();
    this.stopping = undefined;
    if (this.holders > 0 && !this.closed) this.capture.start();
  }
}
