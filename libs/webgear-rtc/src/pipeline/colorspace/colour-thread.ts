import { Worker } from 'node:worker_threads';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import type { BgrImage } from '../../media/raw-image.js';
import type { Colorspace } from '../../options/colorspace.js';

/** One frame for the thread, which changes it where it lies. The answer is `null`: it is done. */
export interface ColourRequest {
  readonly image: BgrImage;
  readonly colorspace: Colorspace;
}

interface PendingReply {
  readonly resolve: () => void;
  readonly reject: (error: WebGearRtcError) => void;
}

/** The thread that converts colours, as seen from outside: a frame takes longer than the event loop may be held up. */
export class ColourThread {
  private readonly worker = new Worker(new URL('./colour-thread-entry.js', import.meta.url));
  private pending: PendingReply | undefined;
  private failure: WebGearRtcError | undefined;

  constructor() {
    this.worker.on('message', () => {
      this.pending?.resolve();
      this.pending = undefined;
    });
    this.worker.on('error', (error) => this.fail(error.message));
    this.worker.on('exit', () => this.fail('its thread has ended'));
  }

  /**
   * Has a frame converted where it lies. Calls must not overlap.
   *
   * @throws WebGearRtcError `WGR_COLORSPACE_FAILED`
   */
  convert(request: ColourRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.failure !== undefined) return reject(this.failure);
      this.pending = { resolve, reject };
      this.worker.postMessage(request);
    });
  }

  /** Ends it at once; a frame under way is rejected. */
  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private fail(reason: string): void {
    this.failure ??= new WebGearRtcError('WGR_COLORSPACE_FAILED', { reason });
    this.pending?.reject(this.failure);
    this.pending = undefined;
  }
}
