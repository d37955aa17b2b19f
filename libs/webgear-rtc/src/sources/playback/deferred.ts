import type { VideoSourceInfo } from '../video-source.interface.js';

/** The answer to "has it opened?", once there is one; the first answer counts. */
export class Deferred {
  readonly promise: Promise<VideoSourceInfo>;
  private settle: { resolve: (info: VideoSourceInfo) => void; reject: (error: unknown) => void } | undefined;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    // Nobody may be asking: an unhandled rejection would end the process for it.
    this.promise.catch(() => undefined);
  }

  succeed(info: VideoSourceInfo): void {
    this.settle?.resolve(info);
  }

  fail(error: unknown): void {
    this.settle?.reject(error);
  }
}
