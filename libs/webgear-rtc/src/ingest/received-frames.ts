/** What is received and has not been read. */
export interface ReceivedFramesLimits<Frame> {
  /** Frames that may wait. */
  readonly maxFrames: number;
  /** Bytes that may wait. */
  readonly maxBytes: number;
  readonly bytesOf: (frame: Frame) => number;
  /** Called when all that waited was dropped, since the reader is too slow. */
  readonly onOverflow: () => void;
}

/**
 * Frames on their way to one reader. A reader that falls behind loses all that waits; without one, frames are dropped.
 */
export class ReceivedFrames<Frame> implements AsyncIterable<Frame> {
  private waiting: Frame[] = [];
  private bytes = 0;
  private reader: ReceivedFramesReader<Frame> | undefined;
  private ended = false;

  constructor(private readonly limits: ReceivedFramesLimits<Frame>) {}

  push(frame: Frame): void {
    const { reader } = this;
    if (reader === undefined || this.ended) return;
    if (reader.resolve !== undefined) {
      reader.settle({ done: false, value: frame });
      return;
    }
    const { maxFrames, maxBytes, bytesOf, onOverflow } = this.limits;
    if (this.waiting.length >= maxFrames || this.bytes >= maxBytes) {
      this.clear();
      onOverflow();
      return;
    }
    this.waiting.push(frame);
    this.bytes += bytesOf(frame);
  }

  /** What waits is still read. */
  end(): void {
    this.ended = true;
    if (this.waiting.length === 0) this.reader?.settle(finished);
  }

  /** A new reader replaces the one before, for which the iteration ends. */
  [Symbol.asyncIterator](): AsyncIterator<Frame, undefined> {
    this.reader?.settle(finished);
    this.clear();
    const reader = new ReceivedFramesReader<Frame>();
    this.reader = reader;
    return {
      next: () => {
        if (this.reader !== reader) return Promise.resolve(finished);
        const frame = this.waiting.shift();
        if (frame !== undefined) {
          this.bytes -= this.limits.bytesOf(frame);
          return Promise.resolve({ done: false, value: frame });
        }
        return this.ended ? Promise.resolve(finished) : reader.wait();
      },
      return: () => {
        if (this.reader === reader) {
          this.reader = undefined;
          this.clear();
        }
        // A generator would not return before a frame comes.
        reader.settle(finished);
        return Promise.resolve(finished);
      },
    };
  }

  private clear(): void {
    this.waiting = [];
    this.bytes = 0;
  }
}

type Result<Frame> = IteratorResult<Frame, undefined>;

const finished = { done: true, value: undefined } as const;

/** A read that waits for a frame. */
class ReceivedFramesReader<Frame> {
  resolve: ((result: Result<Frame>) => void) | undefined;

  wait(): Promise<Result<Frame>> {
    this.settle(finished);
    return new Promise((resolve) => (this.resolve = resolve));
  }

  settle(result: Result<Frame>): void {
    this.resolve?.(result);
    this.resolve = undefined;
  }
}
