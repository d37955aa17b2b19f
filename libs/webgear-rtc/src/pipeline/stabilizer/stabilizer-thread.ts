import { Worker } from 'node:worker_threads';
import { WebGearRtcError } from '../../errors/webgear-rtc.error.js';
import { findOpenCv } from './load-opencv.js';
import type { PlanarImage } from '../../media/raw-image.js';
import type { StabilizerSettings } from '../../options/resolved-options.interface.js';
import type { StabilizeReply, StabilizeRequest, StabilizerThreadData } from './thread-messages.interface.js';

interface PendingReply {
  readonly resolve: (image: PlanarImage | undefined) => void;
  readonly reject: (error: WebGearRtcError) => void;
}

/** The stabiliser's thread as seen from outside. One that died is not started again: it would die again. */
export class StabilizerThread {
  private readonly worker: Worker;
  private pending: PendingReply | undefined;
  private failure: WebGearRtcError | undefined;

  /** @throws WebGearRtcError `WGR_PACKAGE_MISSING` */
  constructor(settings: StabilizerSettings) {
    const workerData: StabilizerThreadData = { openCvPath: findOpenCv(), settings };
    this.worker = new Worker(new URL('./stabilizer-thread-entry.js', import.meta.url), { workerData });
    this.worker.on('message', (reply: StabilizeReply) => this.answer(reply));
    this.worker.on('error', (error) => this.fail(error.message));
    this.worker.on('exit', () => this.fail('its thread has ended'));
  }

  /**
   * Sends a frame, whose memory is the thread's from now on. Calls must not overlap.
   *
   * @throws WebGearRtcError `WGR_STABILIZER_FAILED`
   */
  stabilize(request: StabilizeRequest): Promise<PlanarImage | undefined> {
    return new Promise((resolve, reject) => {
      if (this.failure !== undefined) return reject(this.failure);
      this.pending = { resolve, reject };
      this.worker.postMessage(request);
    });
  }

  /** Ends it at once; a frame in progress is rejected. */
  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private answer({ image, error }: StabilizeReply): void {
    const { pending } = this;
    this.pending = undefined;
    if (error === undefined) pending?.resolve(image);
    else pending?.reject(new WebGearRtcError('WGR_STABILIZER_FAILED', { reason: error }));
  }

  private fail(reason: string): void {
    this.failure ??= new WebGearRtcError('WGR_STABILIZER_FAILED', { reason });
    this.pending?.reject(this.failure);
    this.pending = undefined;
  }
}
