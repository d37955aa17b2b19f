import type { AudioFrame } from '../../media/audio-frame.js';
import type { CaptureClock } from '../../media/capture-clock.js';
import { raceAbort } from '../playback/deferred.js';
import type { ByteReader } from '../child-process/byte-reader.js';
import { pcmFrame, pcmFrameBytes, pcmFrameUs } from './pcm-frames.js';
import type { SoundClock } from './sound-clocks.js';

/** Half a minute: a file may have its sound that long before its frames. */
const MAX_QUEUED = 1500;

/** Sound that has been read, and its place on the axis of the clock. */
interface QueuedSound {
  readonly bytes: Buffer;
  readonly timeUs: number;
}

/**
 * The sound that a program writes beside its frames, as interleaved 32-bit floats.
 *
 * It is read at once, also without listeners: the program writes frames and sound in one thread, or waits for the slower, so a
 * full pipe of sound would stop the frames. Without listeners the samples are dropped unseen.
 */
export class ProgramSound {
  private readonly queue: QueuedSound[] = [];
  private listeners = 0;
  private run = 0;
  private hasEnded = false;
  private wake = (): void => undefined;

  /** Begins to read. The process that owns the pipe ends it. */
  constructor(
    private readonly reader: ByteReader,
    private readonly clock: CaptureClock,
    private readonly times: SoundClock,
  ) {
    void this.drain();
  }

  /** A frame with this timestamp has arrived now, in microseconds. */
  frameArrived(mediaTimeUs: number, nowUs: number): void {
    this.times.frameArrived(mediaTimeUs, nowUs);
    if (this.listeners === 0) this.dropPassed();
  }

  /** The sound from here on, until its end, or until the signal aborts; another call ends the one before. */
  async *frames(signal: AbortSignal): AsyncGenerator<AudioFrame> {
    const run = ++this.run;
    this.listeners++;
    this.wake();
    try {
      while (run === this.run && !signal.aborted) {
        const next = this.queue.shift();
        if (next !== undefined) {
          const earlyMs = this.times.isLive ? (next.timeUs - this.clock.nowUs()) / 1000 : 0;
          if (earlyMs > 0) await this.clock.sleep(earlyMs, signal);
          if (signal.aborted) return;
          yield pcmFrame(next.bytes, next.timeUs);
        } else if (this.hasEnded) return;
        else await raceAbort(new Promise<void>((resolve) => (this.wake = resolve)), signal);
      }
    } finally {
      this.listeners--;
    }
  }

  private async drain(): Promise<void> {
    const { reader, clock, times, queue } = this;
    for (let number = 0; ; number++) {
      const { available } = reader;
      const bytes = await reader.read(pcmFrameBytes);
      if (bytes === undefined) break;
      const mediaTimeUs = number * pcmFrameUs;
      const hasWaited = available < pcmFrameBytes;
      const arrivedUs = mediaTimeUs + (hasWaited ? (available / pcmFrameBytes) * pcmFrameUs : 0);
      const timeUs = times.timeUs(mediaTimeUs, pcmFrameUs, clock.nowUs(), hasWaited ? arrivedUs : undefined);
      if (timeUs === undefined || (times.isLive && this.listeners === 0)) continue;
      queue.push({ bytes, timeUs });
      if (this.listeners === 0) this.dropPassed();
      if (queue.length > MAX_QUEUED) queue.shift();
      this.wake();
    }
    this.hasEnded = true;
    this.wake();
  }

  private dropPassed(): void {
    const { queue, times } = this;
    if (times.isLive) queue.length = 0;
    else
      while ((queue[0]?.timeUs ?? Number.POSITIVE_INFINITY) + pcmFrameUs < times.frameTimeUs) queue.shift();
  }
}
