import type { Picture } from '../../frames/picture.interface.js';
import type { FrameSource, PictureIterable } from './custom-stream.interface.js';

/** Reads an iterable once through, from `start` on. */
export class IteratedSource implements FrameSource {
  private iterator: AsyncIterator<Picture> | Iterator<Picture> | undefined;

  constructor(private readonly pictures: PictureIterable) {}

  start(): void {
    const { pictures } = this;
    this.iterator =
      Symbol.asyncIterator in pictures ? pictures[Symbol.asyncIterator]() : pictures[Symbol.iterator]();
  }

  async read(): Promise<Picture | null> {
    const result = await this.iterator?.next();
    return result === undefined || result.done === true ? null : result.value;
  }

  /** Lets a generator run its `finally`. One that waits does so only when what it waits for has come. */
  async stop(): Promise<void> {
    const { iterator } = this;
    this.iterator = undefined;
    await iterator?.return?.();
  }
}
