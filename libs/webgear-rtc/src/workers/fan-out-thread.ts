import { Worker } from 'node:worker_threads';
import type { StreamEngine } from '../broadcast/stream-engine.js';
import { StreamEngineHost } from '../broadcast/stream-engine-host.js';
import { WebGearRtcError } from '../errors/webgear-rtc.error.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { Admission } from '../peers/admission-control.js';
import type { PeerAnswer, PeerOffer } from '../peers/peer-manager.interface.js';
import type { PeerRegistry } from '../peers/peer-registry.js';
import type { PeerServerOptions } from '../peers/peer-server.js';
import type { SendPathSnapshot } from '../rtp/packet-route.interface.js';
import { RemotePeers } from './remote-peers.js';
import type { SharedFrameBuffer } from './frame-buffer.js';
import { fromThreadError } from './thread-error.js';
import { WorkerFrameBusHost } from './worker-frame-bus.js';
import type { WorkerCommand, WorkerEvent, WorkerStart } from './worker-messages.js';

/** What a thread works with. */
export interface FanOutThreadParts {
  readonly options: PeerServerOptions;
  readonly clock: CaptureClock;
  readonly registry: PeerRegistry;
  readonly buffer: SharedFrameBuffer;
  /** Starts its program; the real one by default. */
  readonly startWorker?: typeof startWorker | undefined;
  /** How long closing its peers may take before the thread is terminated; half a second by default. */
  readonly shutDownMs?: number | undefined;
  /** Called with errors that end nothing, possibly for each frame. */
  readonly onError: (error: unknown) => void;
  /** Called once when it has ended, for whatever reason. */
  readonly onEnded: (reason: string, hadStarted: boolean) => void;
}

/** See `FanOutThreadParts.shutDownMs`. */
const defaultShutDownMs = 500;
const retryAfterSeconds = 1;

/** Starts the program of a fan-out thread. */
export function startWorker(workerData: WorkerStart): Worker {
  return new Worker(new URL('./fan-out-thread-entry.js', import.meta.url), { workerData });
}

/** A thread that serves peers through a port of its own, as the main thread sees it. */
export class FanOutThread {
  /** Resolves when its port is open; rejects when it cannot be. */
  readonly started: Promise<SendPathSnapshot>;
  private readonly worker: Worker;
  private readonly peers: RemotePeers;
  private readonly bus: WorkerFrameBusHost;
  private readonly streams: StreamEngineHost;
  private readonly whenWarm: ((error?: WebGearRtcError) => void)[] = [];
  private settleStart: {
    readonly resolve: (transport: SendPathSnapshot) => void;
    readonly reject: (error: Error) => void;
  } = { resolve: () => undefined, reject: () => undefined };
  private closing: Promise<void> | undefined;
  private hasStarted = false;
  private failure: WebGearRtcError | undefined;

  constructor(private readonly parts: FanOutThreadParts) {
    const { buffer, clock, registry, onError } = parts;
    const taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    this.started = new Promise((resolve, reject) => (this.settleStart = { resolve, reject }));
    // It may fail before anyone awaits it.
    this.started.catch(() => undefined);
    this.bus = new WorkerFrameBusHost({
      buffer,
      clock,
      taken,
      post: (message) => this.post({ kind: 'bus', message }),
    });
    this.streams = new StreamEngineHost(this.bus, onError);
    this.peers = new RemotePeers(registry, (command) => this.post(command));
    this.worker = (parts.startWorker ?? startWorker)({ options: parts.options, taken });
    this.worker.on('message', (event: WorkerEvent) => this.receive(event));
    this.worker.on('error', (error: unknown) =>
      this.end(error instanceof Error ? error.message : String(error)),
    );
    this.worker.on('exit', () => this.end('it ended by itself'));
  }

  /** How many peers it serves, with those whose offers are still to be answered. */
  get load(): number {
    return this.peers.size;
  }

  /** See `ViewerServer.accept`. Counts the peer before it returns. */
  accept(stream: StreamEngine, offer: PeerOffer, admission: Admission): Promise<PeerAnswer> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.streams.expose(stream);
    return this.peers.accept(stream.describe(), offer, admission);
  }

  /** See `ViewerServer.follow`. */
  follow(kind: 'reconfigured' | 'removed', stream: StreamEngine): void {
    if (this.failure !== undefined || !this.streams.exposes(stream)) return;
    if (kind === 'reconfigured') return this.post({ kind: 'reconfigure-stream', stream: stream.describe() });
    this.streams.withdraw(stream);
    this.post({ kind: 'remove-stream', streamName: stream.name });
  }

  /** See `ViewerServer.warmUp`. */
  async warmUp(): Promise<void> {
    await this.started;
    if (this.failure !== undefined) return;
    await new Promise<void>((resolve, reject) => {
      this.whenWarm.push((error) => (error === undefined ? resolve() : reject(error)));
      this.post({ kind: 'warm-up' });
    });
  }

  /** Closes its peers and ends it. A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
    if (this.failure !== undefined) return;
    this.post({ kind: 'shut-down' });
    const timer = setTimeout(() => void this.worker.terminate(), this.parts.shutDownMs ?? defaultShutDownMs);
    await ended;
    clearTimeout(timer);
  }

  private post(command: WorkerCommand): void {
    this.worker.postMessage(command);
  }

  private receive(event: WorkerEvent): void {
    switch (event.kind) {
      case 'started':
        this.hasStarted = true;
        return this.settleStart.resolve(event.transport);
      case 'not-started':
        return this.failed(fromThreadError(event.error));
      case 'warm':
        return this.whenWarm.shift()?.(event.error && fromThreadError(event.error));
      case 'error':
        return this.parts.onError(event.reason);
      case 'bus':
        return this.bus.receive(event.message);
      default:
        return this.peers.receive(event);
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
    this.peers.end(failure.message, failure);
    this.streams.close();
    this.parts.onEnded(failure.message, this.hasStarted);
  }
}
