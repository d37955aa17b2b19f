import type { StreamEngine } from '../broadcast/stream-engine.js';
import type { CaptureClock } from '../media/capture-clock.js';
import type { Admission } from '../peers/admission-control.js';
import type { PeerAnswer, PeerOffer } from '../peers/peer-manager.interface.js';
import type { PeerRegistry } from '../peers/peer-registry.js';
import type { PeerServerOptions } from '../peers/peer-server.js';
import type { SendPathSnapshot } from '../rtp/packet-route.interface.js';
import type { ViewerServer } from '../peers/viewer-server.interface.js';
import { FanOutThread, type startWorker } from './fan-out-thread.js';
import { SharedFrameBuffer } from './frame-buffer.js';

/**
 * Another thread is started when each has this many viewers. Fewer would not be worth its memory: at 2 Mb/s they take a
 * tenth of a core or less.
 */
const viewersPerThread = 50;

/** What the threads have in common. */
export interface FanOutPoolParts {
  readonly options: PeerServerOptions;
  /** Limit of threads. */
  readonly maxThreads: number;
  readonly clock: CaptureClock;
  readonly registry: PeerRegistry;
  /** Starts the program of a thread; the real one by default. */
  readonly startWorker?: typeof startWorker;
  /** How long closing the peers of a thread may take; half a second by default. */
  readonly shutDownMs?: number;
  /** Called when a thread has ended without being told to, or could not be started. */
  readonly onFailure: (reason: string) => void;
  /** Called with errors that end nothing, possibly for each frame. */
  readonly onError: (error: unknown) => void;
}

/** Threads that serve the viewers, started as they are needed. The sessions of one that dies end with it. */
export class FanOutPool implements ViewerServer {
  /** By their place: the first has the configured UDP port, the others those after it. */
  private readonly threads = new Map<number, FanOutThread>();
  private readonly buffer = new SharedFrameBuffer();
  private maxThreads: number;
  private closed = false;
  private firstTransport: SendPathSnapshot = { cipher: 'node', send: 'dgram' };

  private constructor(private readonly parts: FanOutPoolParts) {
    this.maxThreads = parts.maxThreads;
  }

  /**
   * Starts the first thread.
   *
   * @throws WebGearRtcError `WGR_UDP_PORT_UNAVAILABLE`, `WGR_WORKER_FAILED`
   */
  static async open(parts: FanOutPoolParts): Promise<FanOutPool> {
    const pool = new FanOutPool(parts);
    pool.firstTransport = await pool.start().started;
    return pool;
  }

  get transport(): SendPathSnapshot {
    return this.firstTransport;
  }

  /** How many there are. */
  get size(): number {
    return this.threads.size;
  }

  async warmUp(): Promise<void> {
    await Promise.all([...this.threads.values()].map((thread) => thread.warmUp()));
  }

  async accept(stream: StreamEngine, offer: PeerOffer, admission: Admission): Promise<PeerAnswer> {
    const thread = this.choose();
    const answer = thread.accept(stream, offer, admission);
    // Awaited only if the thread has started; it rejects with the same error otherwise.
    answer.catch(() => undefined);
    try {
      await thread.started;
    } catch (error) {
      if (this.threads.size === 0) throw error;
      // The others serve it; a port that is taken stays taken.
      this.parts.onFailure(String(error));
      this.maxThreads = this.threads.size;
      return this.choose().accept(stream, offer, admission);
    }
    return answer;
  }

  follow(kind: 'reconfigured' | 'removed', stream: StreamEngine): void {
    for (const thread of this.threads.values()) thread.follow(kind, stream);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.threads.values()].map((thread) => thread.close()));
  }

  private choose(): FanOutThread {
    const [idlest] = [...this.threads.values()].toSorted((a, b) => a.load - b.load);
    const suffices = idlest !== undefined && idlest.load < viewersPerThread;
    if (suffices || (idlest !== undefined && this.threads.size >= this.maxThreads)) return idlest;
    return this.start();
  }

  private start(): FanOutThread {
    const { options, clock, registry, startWorker, shutDownMs, onFailure, onError } = this.parts;
    let place = 0;
    while (this.threads.has(place)) place++;
    const udpPort = options.udpPort === 0 ? 0 : options.udpPort + place;
    const thread = new FanOutThread({
      options: { ...options, udpPort },
      clock,
      registry,
      buffer: this.buffer,
      startWorker,
      shutDownMs,
      onError,
      onEnded: (reason, hadStarted) => {
        this.threads.delete(place);
        // One that does not start rejects the offers that wait for it.
        if (hadStarted && !this.closed) onFailure(reason);
      },
    });
    this.threads.set(place, thread);
    return thread;
  }
}
