import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { PixelFrame, TransformFrame } from 'nestjs-webgear-rtc';
import type { GrayFrame } from './edge-worker.js';

/** Detects edges in another thread, so that this one stays free for requests. */
@Injectable()
export class EdgeDetector implements BeforeApplicationShutdown {
  /** Whether viewers see the edges. */
  enabled = true;
  private readonly worker = new Worker(new URL('./edge-worker.js', import.meta.url));

  readonly transform = async (frame: TransformFrame): Promise<PixelFrame> => {
    if (!this.enabled) return frame;
    const { data, width, height } = frame;
    this.worker.postMessage({ data, width, height } satisfies GrayFrame, [data.buffer]);
    const [edges] = (await once(this.worker, 'message')) as [GrayFrame];
    return { ...edges, format: 'gray' };
  };

  async beforeApplicationShutdown(): Promise<void> {
    await this.worker.terminate();
  }
}
