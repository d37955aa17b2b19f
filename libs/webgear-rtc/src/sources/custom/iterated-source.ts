import type { FrameInput } from '../../media/frame-input.js';
import type { FrameSource, FrameIterable } from '../../options/custom-stream.js';

/** Reads an iterable once, from `start` on. */
export class IteratedSource implements FrameSource {
  private iterator: AsyncIterator<FrameInput> | Iterator<FrameInput> | undefined;

  constructor(private readonly inputs: FrameIterable) {}

  start(): void {
    const { inputs } = this;
    this.iterator =
      Symbol.asyncIterator in inputs ? inputs[Symbol.asyncIterator]() : inputs[Symbol.iterator]();
  }

  async read(): Promise<FrameInput | null> {
    const result = await this.iterator?.next();
    return result === undefined || result.done === true ? null : result.value;
  }

  /** Runs a generator's `finally`. A generator that is waiting does so only after its promise settles. */
  async stop(): Promise<void> {
    const { iterator } = this;
    this.iterator = undefined;
    await iterator?.return?.();
  }
}
