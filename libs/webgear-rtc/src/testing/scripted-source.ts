import type { VideoFrame } from '../media/video-frame.js';
import type { VideoSource, VideoSourceInfo } from '../sources/video-source.interface.js';
import type { FrameLedger } from './frame-ledger.js';
import type { VirtualCaptureClock } from './virtual-capture-clock.js';

/**
 * What one run of a {@link ScriptedSource} does: so many frames, and then it ends, fails, says nothing until it is
 * closed, or hangs and does not even close. Or it refuses to open, or hangs at that.
 */
export type ScriptedRun =
  'refuse' | 'hang' | { readonly frames: number; readonly after: 'end' | 'fail' | 'silence' | 'hang' };

/** What a {@link ScriptedSource} says of itself. */
export interface ScriptedKind {
  readonly framerate: number;
  readonly live?: boolean;
  readonly reconnects?: boolean;
}

/** A source that does as it is told, run by run; the last run is repeated. */
export class ScriptedSource implements VideoSource {
  readonly label = 'scripted';
  readonly reconnects: boolean;
  /** How often it was opened. */
  opens = 0;
  /** How often it was closed. */
  closes = 0;
  private run: ScriptedRun = 'refuse';
  private hanging = false;
  private wake = (): void => undefined;

  constructor(
    private readonly script: readonly ScriptedRun[],
    private readonly clock: VirtualCaptureClock,
    private readonly ledger: FrameLedger,
    private readonly kind: ScriptedKind,
  ) {
    this.reconnects = kind.reconnects ?? false;
  }

  open(): Promise<VideoSourceInfo> {
    this.run = this.script[Math.min(this.opens++, this.script.length - 1)] ?? 'refuse';
    if (this.run === 'refuse') return Promise.reject(new Error('refused'));
    if (this.run === 'hang') return this.hang();
    const { framerate, live = false } = this.kind;
    return Promise.resolve({ width: 64, height: 36, framerate, live });
  }

  async *frames(): AsyncGenerator<VideoFrame> {
    const { run, kind, clock, ledger } = this;
    if (typeof run === 'string') return;
    for (let index = 0; index < run.frames; index++) {
      yield ledger.frame(kind.live === true ? clock.nowUs() : (index * 1_000_000) / kind.framerate);
    }
    if (run.after === 'fail') throw new Error('torn');
    if (run.after === 'hang') await this.hang();
    if (run.after === 'silence') await new Promise<void>((resolve) => (this.wake = resolve));
  }

  close(): Promise<void> {
    this.closes++;
    this.wake();
    return this.hanging ? this.hang() : Promise.resolve();
  }

  private hang(): Promise<never> {
    this.hanging = true;
    return new Promise(() => undefined);
  }
}
