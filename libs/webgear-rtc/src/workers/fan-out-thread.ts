import type { Worker } from 'node:worker_threads';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { PeerAnswer, PeerOffer } from '../peers/peer-manager.interface.js';
import type { PeerServerOptions } from '../peers/peer-server.js';
import type { SendPathSnapshot } from '../peers/peer-snapshot.interface.js';
import type { ViewedStream } from '../peers/viewed-stream.interface.js';
import type { Admission, PeerLedger } from '../peers/viewer-server.interface.js';
import { FrameHandOver } from './frame-hand-over.js';
import { RemoteViewers } from './remote-viewers.js';
import type { FrameMemory } from './frame-memory.js';
import { startWorker } from './start-worker.js';
import { fromThreadError } from './thread-error.js';
import type { FanOutThreadData, ThreadOrder, ThreadReport } from './thread-messages.interface.js';

/** What a thread works with. */
export interface FanOutThreadParts {
  readonly options: PeerServerOptions;
  readonly clock: CaptureClock;
  readonly ledger: PeerLedger;
  readonly memory: FrameMemory;
  /** Starts its program; the real one by default. */
  readonly startWorker?: typeof startWorker | undefined;
  /** How long good-byes may take before the thread is ended without them; half a second by default. */
  readonly shutDownMs?: number | undefined;
  /** Called once when it has ended, however that came. */
  readonly onEnded: (reason: string, hadStarted: boolean) => void;
}

/** See `FanOutThreadParts.shutDownMs`. */
const usualShutDownMs = 500;
const retryAfterSeconds = 1;

/** A thread that serves whole viewers, through a port of its own, as seen from outside. */
export class FanOutThread {
  /** Resolves when its port is open; rejects when it cannot be. */
  readonly started: Promise<SendPathSnapshot>;
  private readonly worker: Worker;
  private readonly viewers: RemoteViewers;
  private readonly whenWarm: ((error?: WebGearRtcError) => void)[] = [];
  private settleStart: {
    readonly resolve: (transport: SendPathSnapshot) => void;
    readonly reject: (error: Error) => void;
  } = { resolve: () => undefined, reject: () => undefined };
  private closing: Promise<void> | undefined;
  private hasStarted = false;
  private failure: WebGearRtcError | undefined;

  constructor(private readonly parts: FanOutThreadParts) {
    const taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const workerData: FanOutThreadData = { options: parts.options, taken };
    this.started = new Promise((resolve, reject) => (this.settleStart = { resolve, reject }));
    // Whoever wants to know asks for it; until then nobody hears of a failure.
    this.started.catch(() => undefined);
    const post = (order: ThreadOrder): void => this.worker.postMessage(order);
    const handOver = new FrameHandOver(parts.memory, taken, parts.clock, post);
    this.viewers = new RemoteViewers(parts.ledger, handOver, post);
    this.worker = (parts.startWorker ?? startWorker)(workerData);
    this.worker.on('message', (report: ThreadReport) => this.receive(report));
    this.worker.on('error', (error: unknown) =>
      this.end(error instanceof Error ? error.message : String(error)),
    );
    this.worker.on('exit', () => this.end('it ended by itself'));
  }

  /** How many viewers it serves, those included who are still to be answered. */
  get load(): number {
    return this.viewers.size;
  }

  /** See `ViewerServer.accept`. Counts the viewer before it returns. */
  accept(stream: ViewedStream, offer: PeerOffer, admission: Admission): Promise<PeerAnswer> {
    return this.failure === undefined
      ? this.viewers.accept(stream, offer, admission)
      : Promise.reject(this.failure);
  }

  /** See `ViewerServer.warmUp`. */
  async warmUp(): Promise<void> {
    await this.started;
    if (this.failure !== undefined) return;
    await new Promise<void>((resolve, reject) => {
      this.whenWarm.push((error) => (error === undefined ? resolve() : reject(error)));
      this.worker.postMessage({ kind: 'warm-up' } satisfies ThreadOrder);
    });
  }

  /** Says good-bye to its viewers and ends it. A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
    if (this.failure !== undefined) return;
    this.worker.postMessage({ kind: 'shut-down' } satisfies ThreadOrder);
    const timer = setTimeout(() => void this.worker.terminate(), this.parts.shutDownMs ?? usualShutDownMs);
    await ended;
    clearTimeout(timer);
  }

  private receive(report: ThreadReport): void {
    switch (report.kind) {
      case 'started':
        this.hasStarted = true;
        return this.settleStart.resolve(report.transport);
      case 'not-started':
        return this.failed(fromThreadError(report.error));
      case 'warm':
        return this.whenWarm.shift()?.(report.error && fromThreadError(report.error));
      default:
        return this.viewers.receive(report);
    }
  }

  private end(reason: string): void {
    this.failed(new WebGearRtcError('WGR_WORKER_FAILED', { reason, retryAfterSeconds }));
  }

  private failed(failure: WebGearRtcError): void {
    if (this.failure !== undefined) return;
    this.failure = failure;
    this.settleStart.reject(failure);
    for (const settle of this.whenWarm.splice(0)) settle();
    this.viewers.end(failure.message, failure);
    this.parts.onEnded(failure.message, this.hasStarted);
  }
}
